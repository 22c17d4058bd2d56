"""Plain text as markdown that shows it as it stands, line by line: every one of these chats renders markdown.

Escapes are the fewest that CommonMark and the tables, strikes and formulas of the apps ask for. Backslashes, brackets
and ampersands become references: a backslash before a bracket begins a formula in some of the apps. Only blanks at
the ends of lines, and empty lines beyond the first, are lost.
"""

from __future__ import annotations

import re

from quarterdeck.wire.settle import clean

_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+", re.IGNORECASE)
# What ends a sentence or a bracket around an address is no part of it.
_BEHIND = ".,;:!?)]*_~"
# An address of these characters, between those, is one to every renderer; any other is put into angle brackets.
_BARE = re.compile(r"(?<![^\s(])[A-Za-z0-9:/.?=%#-]+(?=[.,:!?)]*(?:\s|$))")
_REFERENCES = {"\\": "&#92;", "[": "&#91;", "&": "&amp;"}
_MARKS = re.compile(r"[\\\[`*_~<$|]|&(?=#|\w+;)")
_ALNUM = re.compile(r"[^\W_]")
_HEADING = re.compile(r"#{1,6}(?=\s|$)|[>]|[-+](?=\s|$)|=+$|-[- ]*$")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_NUMBERED = {".": "\\.", ")": "&#41;"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


def shown(text: str) -> str:
    """The markdown."""
    text = _ENDS.sub("\n", _CONTROLS.sub("", clean(text)))
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        said = line.strip()
        if said:
            paragraphs[-1].append(_line(said))
        elif paragraphs[-1]:
            paragraphs.append([])
    # Two blanks before a line's end are a break for all renderers; a backslash is one only for some.
    return "\n\n".join("  \n".join(lines) for lines in paragraphs if lines)


def _line(line: str) -> str:
    out: list[str] = []
    position = 0
    for found in _ADDRESS.finditer(line):
        address, start = found[0].rstrip(_BEHIND), found.start()
        bare = _BARE.match(line, start)
        plain = bare is not None and bare[0].rstrip(_BEHIND) == address
        out += [_escaped(line, position, start), address if plain else f"<{address}>"]
        position = start + len(address)
    out.append(_escaped(line, position, len(line)))
    text = "".join(out)
    number = _NUMBER.match(text)
    if number:
        return f"{number[1]}{_NUMBERED[number[2]]}{text[number.end() :]}"
    return f"\\{text}" if _HEADING.match(text) else text


def _escaped(line: str, start: int, end: int) -> str:
    def mark(found: re.Match[str]) -> str:
        char, at = found[0], start + found.start()
        if char == "_" and _ALNUM.fullmatch(line[at - 1 : at]) and _ALNUM.fullmatch(line[at + 1 : at + 2]):
            return char
        return _REFERENCES.get(char) or f"\\{char}"

    return _MARKS.sub(mark, line[start:end])
