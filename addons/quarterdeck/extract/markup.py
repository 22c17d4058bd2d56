"""XML and HTML without a parser: tags away, entities undone, and nothing that a tag, a comment or CDATA holds lost.

A parser rejects, expands and fetches; this only ever drops angle brackets, in linear time.
"""

from __future__ import annotations

import html
import re

from quarterdeck.extract import charset

_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# Elements of WordprocessingML, DrawingML, SpreadsheetML, ODF and HTML that end a line or keep two words apart.
_BREAKS = re.compile(
    r"</?(?:[\w.-]+:)?(?:p|h|h[1-6]|br|cr|tab|tc|tr|td|th|li|div|si|row|c|v|f|comment|tbl|sp|cm|author|text|title|"
    r"table-cell|table-row|line-break|s|option|dd|dt|pre|hr|ul|ol|body|head|script|style|table|section|article|header|"
    r"footer|name|property|lpwstr|lpstr|definedName|instrText|textarea|button|label|input|img|noscript|template)"
    r"(?![\w.:-])[^<>]*>",
    re.IGNORECASE,
)
# `<` ends a value so that a quote that never closes costs nothing; no well-formed value holds one.
_VALUES = re.compile(r"""=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_BARE = re.compile(r"""=([^\s"'<>=]{3,})""")
_LINES = re.compile(r"\s*\n\s*")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_CDATA = "<![CDATA["


def decode(data: bytes) -> str:
    """The text of an XML or HTML file in the encoding that it declares, or else in the likeliest."""
    said = _DECLARED.search(data[:1024])
    return charset.best(data, said[1].decode() if said else "")


def declares_entities(text: str) -> bool:
    """Whether a document type declares entities, whose expansion nobody should attempt."""
    return "<!" in text and _ENTITY.search(text) is not None


def words(text: str, *, joined: bool) -> str:
    """The character data of `text`. `joined` keeps runs of one paragraph together; else each element is a line."""
    if _CDATA in text:
        text = _without_cdata(text)
    body = _BREAKS.sub("\n", text)
    body = _TAG.sub("" if joined else "\n", body)
    if "&" in body:
        body = html.unescape(body)
    return _LINES.sub("\n", body).strip()


def asides(text: str, *, shortest: int = 3) -> str:
    """What tags, comments, processing instructions and declarations hold: attribute values, each once, a line each.

    Values shorter than `shortest` characters are formatting and left out.
    """
    found = {value for pair in _VALUES.findall(text) for value in pair if len(value) >= shortest}
    kept = dict.fromkeys(sorted(found))
    if "<!" in text or "<?" in text:
        kept.update(dict.fromkeys(_declarations(text)))
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


def _declarations(text: str) -> list[str]:
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
