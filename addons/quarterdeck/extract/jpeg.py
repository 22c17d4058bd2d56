"""The segments of JPEG that hold text: comments, EXIF and Photoshop's (ITU-T T.81 annex B)."""

from __future__ import annotations

import re

from quarterdeck.extract import charset
from quarterdeck.extract.exif import strings
from quarterdeck.extract.walk import File

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_XMP = b"http://ns.adobe.com/xap/1.0/\x00"
_PLAIN = (b"JFIF\x00", b"JFXX\x00", b"ICC_PROFILE\x00", b"Adobe\x00", b"Ducky", b"MPF\x00")


def notes(file: File) -> int:
    """Write the texts of a JPEG and return where it ends. Segments of no known use are refused: "hidden-data"."""
    data, at = file.data, 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            return at + 2
        elif marker in _ALONE:
            at += 2
        else:
            size = int.from_bytes(data[at + 2 : at + 4], "big")
            file.parts()
            _segment(file, marker, data[at + 4 : at + 2 + size])
            at += 2 + max(size, 2)
            if marker == 0xDA:
                at = _past_scan(data, at)
    if data[at : at + 2] == b"\xff\xd9":
        return at + 2
    file.refuse("corrupt-file")
    return len(data)


def _past_scan(data: bytes, at: int) -> int:
    """Where the next marker is that is neither a stuffed byte nor a restart."""
    found = _MARKER.search(data, at)
    return found.start() if found else len(data)


def _segment(file: File, marker: int, body: bytes) -> None:
    if marker == 0xFE:
        file.text(charset.best(body), "comment")
    elif 0xE0 <= marker <= 0xEF:
        if body.startswith(b"Exif\x00"):
            file.text(strings(body[6:]), "exif")
        elif body.startswith(b"Photoshop 3.0\x00"):
            file.text(_photoshop(body[14:]), "iptc")
        elif body.startswith(b"http://ns.adobe.com/xmp/extension/"):
            file.text(charset.best(body[75:]), "xmp")
        elif not body.startswith((_XMP, *_PLAIN)):
            file.refuse("hidden-data", f"app{marker - 0xE0}")


def _photoshop(body: bytes) -> str:
    """The data sets of IPTC-IIM: `1C`, record, number, a length of two bytes, text."""
    found, at = [], 0
    while (at := body.find(b"\x1c", at)) >= 0 and at + 5 <= len(body):
        size = int.from_bytes(body[at + 3 : at + 5], "big")
        if body[at + 1] in (1, 2) and size < 0x8000:
            found.append(charset.best(body[at + 5 : at + 5 + size]))
            at += 5 + size
        else:
            at += 1
    return "\n".join(found)
