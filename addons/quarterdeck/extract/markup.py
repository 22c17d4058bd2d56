"""XML and HTML without a parser: tags away, entities undone, and nothing that a tag, a comment or CDATA holds lost.

A parser rejects, expands and fetches; this only ever drops angle brackets, in linear time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from quarterdeck.extract import charset
from quarterdeck.extract.budget import Unreadable

_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
# Elements of WordprocessingML, DrawingML, SpreadsheetML, ODF and HTML that end a line or keep two words apart.
_BREAKS = frozenset(
    "p h h1 h2 h3 h4 h5 h6 br cr tab tc tr td th li div si row c v f comment tbl sp cm author text title table-cell "
    "table-row line-break s option dd dt pre hr ul ol body head script style table section article header footer name "
    "property lpwstr lpstr definedname instrtext textarea button label input img noscript template".split()
)
_NAME = re.compile(r"/?(?:[^\W\d][\w.-]*:)?([^\W\d][\w.-]*)")
_CHUNK = 1 << 17
# Tags of one file, each of which costs time however short it is; different ones, which cost memory.
_MAX_TAGS = 1_000_000
_MAX_DISTINCT = 250_000
# `<` ends a value so that a quote that never closes costs nothing; no well-formed value holds one.
_VALUES = re.compile(r"""=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_BARE = re.compile(r"""=([^\s"'<>=]{3,})""")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_CDATA = "<![CDATA["


def decode(data: bytes) -> str:
    """The text of an XML or HTML file in the encoding that it declares, or else in the likeliest."""
    said = _DECLARED.search(data[:1024])
    return charset.best(data, said[1].decode() if said else "")


def declares_entities(text: str) -> bool:
    """Whether a document type declares entities, whose expansion nobody should attempt."""
    return "<!" in text and _ENTITY.search(text) is not None


def split(text: str, *, joined: bool, shortest: int = 3) -> tuple[str, str]:
    """The character data of `text`; and what its tags, comments, instructions and declarations hold, each value once.

    `joined` keeps the runs of one paragraph together; else each element is a line. Values of attributes shorter than
    `shortest` characters are formatting and left out. Raises Unreadable("too-many-parts").
    """
    text = _plain(text)
    marks: dict[str, str] = {}
    return _words(text, marks, joined), _asides(text, marks, shortest)


def words(text: str, *, joined: bool) -> str:
    """The character data of `text` alone, for those who know already what its tags hold. Raises as `split` does."""
    return _words(_plain(text), {}, joined)


def _plain(text: str) -> str:
    """The text without CDATA sections. Raises Unreadable("too-many-parts")."""
    if text.count("<") > _MAX_TAGS:
        raise Unreadable("too-many-parts")
    return _without_cdata(text) if _CDATA in text else text


def _words(text: str, marks: dict[str, str], joined: bool) -> str:
    body = "".join(_untagged(text, marks, joined))
    if "&" in body:
        body = html.unescape(body)
    lines = (line.strip() for line in body.split("\n"))
    return "\n".join(line for line in lines if line)


def _untagged(text: str, marks: dict[str, str], joined: bool) -> Iterator[str]:
    """What is outside of tags. `marks` gets every distinct tag, and what stands in its place."""
    at = 0
    while at < len(text):
        end = text.find("<", at + _CHUNK)
        end = len(text) if end < 0 else end
        first, *pieces = text[at:end].split("<")
        yield first
        for piece in pieces:
            tag, closed, tail = piece.partition(">")
            mark = marks.get(tag)
            if mark is None:
                mark = marks[tag] = _mark(tag, joined)
                if len(marks) > _MAX_DISTINCT:
                    raise Unreadable("too-many-parts")
            if not closed:
                yield f"<{tag}"
                continue
            if mark:
                yield mark
            if tail:
                yield tail
        at = end


def _mark(tag: str, joined: bool) -> str:
    """What stands in the place of a tag; "<" before anything but a name is the character."""
    name = _NAME.match(tag)
    if name:
        return "\n" if not joined or name[1].lower() in _BREAKS else ""
    return "" if tag.startswith(("!", "?")) else f"<{tag}>"


def _asides(text: str, tags: Iterable[str], shortest: int) -> str:
    found = {value for pair in _VALUES.findall("\n".join(tags)) for value in pair if len(value) >= shortest}
    kept = dict.fromkeys(sorted(found))
    if "<!" in text or "<?" in text:
        kept.update(dict.fromkeys(declarations(text)))
    lines = "\n".join(kept)
    return html.unescape(lines) if "&" in lines else lines


def bare_values(text: str) -> str:
    """Attribute values without quotes, as HTML allows them."""
    return html.unescape("\n".join(dict.fromkeys(_BARE.findall(text))))


def _without_cdata(text: str) -> str:
    """CDATA sections as the character data that they are."""
    out: list[str] = []
    at = 0
    while (start := text.find(_CDATA, at)) >= 0:
        end = text.find("]]>", start)
        stop = len(text) if end < 0 else end
        out += (text[at:start], html.escape(text[start + len(_CDATA) : stop]))
        at = stop if end < 0 else end + 3
    return "".join((*out, text[at:]))


def declarations(text: str) -> list[str]:
    """Comments, processing instructions and declarations, but the XML declaration itself."""
    found: list[str] = []
    for opening, closing in (("<!--", "-->"), ("<?", ">"), ("<!", ">")):
        at = 0
        while (start := text.find(opening, at)) >= 0:
            end = text.find(closing, start + len(opening))
            at = len(text) if end < 0 else end + len(closing)
            if not text.startswith(("<?xml ", _CDATA), start) and not (
                opening == "<!" and text.startswith("<!--", start)
            ):
                found.append(text[start + len(opening) : len(text) if end < 0 else end].strip())
    return found
