"""Whether a text file is obviously no more than its text: what may hide something in markup is read by extraction."""

from __future__ import annotations

import re

from quarterdeck.wire import embedded, magic

_HEAD = 4096
_MARKED = re.compile(
    r"\s*<|[^\n]{0,200}<(?:\?xml|!doctype|html|svg)|\s*begin:v"
    r"|(?:From [^\r\n]+\r?\n)?[!-9;-~]{1,60}:[ \t][^\r\n]*\r?\n[!-9;-~]{1,60}:",
    re.IGNORECASE,
)
_CODED = ("quoted-printable", "content-transfer-encoding", "-----begin pgp", "begin-base64 ", "\nbegin 644 ")
_TYPE = re.compile(
    r"html|xml|svg|rtf|rfc822|pdf|zip|calendar|vcard|postscript|office|ms-|image/|audio/|video/", re.IGNORECASE
)
_NAME = re.compile(
    r"\.(?:html?|xhtml|xml|svg|rtf|eml|mht|mhtml|msg|mbox|ics|vcf|pdf|e?ps|fodt|fods|docx?|xlsx?|pptx?|zip|ipynb)\Z",
    re.IGNORECASE,
)


def is_plain(text: str, name: str = "", content_type: str = "") -> bool:
    """Whether neither its beginning nor what it is called says that a text is markup, mail, or a document."""
    if _TYPE.search(content_type) or _NAME.search(name.strip()):
        return False
    head = text[:_HEAD]
    if _MARKED.match(head) or "%PDF-" in head or magic.recognized(head[:64].encode("utf-8", "replace")):
        return False
    folded = text.lower()
    return not (any(mark in folded for mark in _CODED) or embedded.has_uri(text))
