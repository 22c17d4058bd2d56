"""Changes of JSON texts that touch nothing but characters inside string tokens, also in JSON written in a string.

RFC 8259. What has been read by json_strict is walked again, only where an edit is wanted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # The C scanner itself, which no stub names.
from typing import Any

from quarterdeck.wire import json_strict
from quarterdeck.wire.settle import clean
from quarterdeck.wire.splicing.change import Change, applied, combined, ordered
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node

# Numbers stay as they are written, however long.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(  # type: ignore[attr-defined]  # As above.
    parse_int=str, parse_float=str
).scan_once
_JSON = ("{", "[", '"')
_NUMBER = "-0123456789"
# What is said to a tool and by it, where it stands as JSON: Anthropic, Bedrock, Gemini, Ollama, MCP.
_OF_TOOLS = re.compile(
    r"/(?:content/[0-9]+/input|toolUse/input|toolResult/content/[0-9]+/json|functionCall/args"
    r"|functionResponse/response|function/arguments|params/arguments|structuredContent)/"
)
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|-?[0-9][0-9.eE+-]*', re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n\x1e]*")
# Two escapes make one character where the first is a high and the second a low surrogate.
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


def starts(text: str) -> list[int]:
    """Where each document of a text begins (json_strict.documents), after what only lax parsers pass over.

    Raises CannotSplice.
    """
    found: list[int] = []
    position = _between(text, 0)
    if text[position : position + 1] not in _JSON:
        position = json_strict.begins(text) or position
    try:
        while position < len(text):
            found.append(position)
            position = _between(text, _scan(text, position)[1])
    except (StopIteration, ValueError, RecursionError):
        raise CannotSplice("not-json") from None
    return found


def changes(text: str, roots: Sequence[tuple[int, Node]], *, ascii_only: bool, nested: bool = False) -> list[Change]:
    """The changes of a text that holds documents: where each begins, and what is wanted in it.

    `ascii_only` escapes all else in what is new. `nested`: the text is itself a string, such as the arguments of a
    tool, where a number may become a string. Raises CannotSplice.
    """
    walk = _Walk(text, ascii_only, nested=nested)
    try:
        for start, root in roots:
            walk.value(start, root)
    except (StopIteration, ValueError, IndexError, RecursionError):
        raise CannotSplice("not-json") from None
    return ordered(walk.out)


def string_changes(text: str, node: Node) -> list[Change]:
    """The changes of a string by itself: those wanted in it, and those in the JSON that it holds.

    A number of JSON of which something is replaced becomes a string. Raises CannotSplice: "breaks-json" when an object
    or array, not replaced as a whole, would be none any more.
    """
    made = direct = list(node.changes(text))
    first = text.lstrip(" \t\r\n")[:1]
    if (node.below or direct) and first in _JSON and _is_json(text):
        inner: list[Change] = []
        if node.below:
            inner = changes(text, [(start, node) for start in starts(text)], ascii_only=text.isascii(), nested=True)
        made = combined(inner, direct)
        node.rewritten |= made != inner
        made = _quoted(text, made) if made != inner else made
        whole = [change[:2] for change in made] == [(0, len(text))]
        if made != inner and not whole and first != '"' and not _is_json(applied(text, made)):
            raise CannotSplice("breaks-json")
    elif direct:
        node.rewritten = True
    node.after[clean(text)] = applied(text, made)
    return made


def _quoted(text: str, made: Sequence[Change]) -> list[Change]:
    """The changes, with the whole number in the place of what changes within one."""
    if text[:1] == '"' or not made:
        return list(made)
    out: list[Change] = []
    left = list(made)
    for token in _TOKEN.finditer(text):
        low, high = token.span()
        while left and left[0][1] <= low:
            out.append(left.pop(0))
        if text[low] == '"' or not left or left[0][0] < low or left[0][1] > high:
            continue
        within = [change for change in left if low <= change[0] and change[1] <= high]
        del left[: len(within)]
        new = applied(text[low:high], [(start - low, end - low, new) for start, end, new in within])
        out.append((low, high, json.dumps(new, ensure_ascii=text.isascii())))
    return out + left


def _is_json(text: str) -> bool:
    return json_strict.documents(text).reason is None


def _between(text: str, position: int) -> int:
    return _BETWEEN.match(text, position).end()  # type: ignore[union-attr]  # It matches nothing, too.


class _Walk:
    """One text walked through; `out` gathers its changes."""

    def __init__(self, text: str, ascii_only: bool, *, nested: bool) -> None:
        self.text = text
        self.nested = nested
        self.ascii_only = ascii_only
        self.out: list[Change] = []

    def value(self, start: int, node: Node | None) -> int:
        """Take the changes of the value that begins here; returns where it ends."""
        first = self.text[start]
        if node is None:
            return _scan(self.text, start)[1]
        if first == '"':
            text, end = scanstring(self.text, start + 1)
            self._string(start + 1, end - 1, string_changes(text, node))
            return int(end)
        if first == "{" and node.below:
            return self._members(start, node)
        if first == "[" and node.below:
            return self._items(start, node)
        end = _scan(self.text, start)[1]
        if first in _NUMBER and (self.nested or _OF_TOOLS.search(node.pointer)):
            self._number(start, end, node)
        return end

    def _number(self, start: int, end: int, node: Node) -> None:
        literal = self.text[start:end]
        if made := node.changes(literal):
            node.after[literal] = applied(literal, made)
            self.out.append((start, end, json.dumps(node.after[literal], ensure_ascii=self.ascii_only)))

    def _members(self, start: int, node: Node) -> int:
        position = self._blank(start + 1)
        while self.text[position] != "}":
            name, end = scanstring(self.text, position + 1)
            below = node.child(name)
            if below is not None and (made := below.key_changes(name)):
                below.key_after = applied(name, made)
                self._string(position + 1, end - 1, made)
            colon = self._blank(end)
            position = self._blank(self.value(self._blank(colon + 1), below))
            if self.text[position] == ",":
                position = self._blank(position + 1)
        return position + 1

    def _items(self, start: int, node: Node) -> int:
        position = self._blank(start + 1)
        index = 0
        while self.text[position] != "]":
            position = self._blank(self.value(position, node.child(str(index))))
            index += 1
            if self.text[position] == ",":
                position = self._blank(position + 1)
        return position + 1

    def _blank(self, position: int) -> int:
        return _BLANK.match(self.text, position).end()  # type: ignore[union-attr]  # It matches nothing, too.

    def _string(self, start: int, end: int, made: Sequence[Change]) -> None:
        """Take changes of the decoded text of the token whose content stands from `start` to `end`."""
        if not made:
            return
        # Where each escape ends, in the decoded text and in this one; between two, both advance alike.
        decoded, raw = [0], [start]
        for escape in _ESCAPE.finditer(self.text, start, end):
            decoded.append(decoded[-1] + escape.start() - raw[-1] + 1)
            raw.append(escape.end())
        for first, last, new in made:
            written = json.dumps(new, ensure_ascii=self.ascii_only)[1:-1]
            self.out.append((_raw(first, decoded, raw), _raw(last, decoded, raw), written))


def _raw(position: int, decoded: Sequence[int], raw: Sequence[int]) -> int:
    """Where in the token's text a character of the decoded text stands."""
    nearest = bisect_right(decoded, position) - 1
    return raw[nearest] + position - decoded[nearest]
