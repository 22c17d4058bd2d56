"""The extensions of GIF89a that hold text: comments, plain text, applications."""

from __future__ import annotations

from quarterdeck.extract import charset
from quarterdeck.extract.walk import File

_EXTENSIONS = {0xFE: "comment", 0x01: "text", 0xFF: "application"}


def notes(file: File) -> int:
    """Write the texts of a GIF and return where it ends."""
    data = file.data
    at = 13 + _palette(data[10] if len(data) > 10 else 0)
    while at < len(data):
        mark = data[at]
        if mark == 0x3B:
            return at + 1
        if mark == 0x2C and at + 10 <= len(data):
            at = _blocks(file, at + 11 + _palette(data[at + 9]))[1]
        elif mark == 0x21 and at + 2 <= len(data):
            kind = data[at + 1]
            body, at = _blocks(file, at + 2)
            if kind in _EXTENSIONS and not body.startswith((b"NETSCAPE2.0", b"XMP DataXMP", b"ICCRGBG1")):
                file.text(charset.best(body), _EXTENSIONS[kind])
        else:
            break
    file.refuse("corrupt-file")
    return len(data)


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(file: File, at: int) -> tuple[bytes, int]:
    """The bytes of a chain of sub-blocks, and where it ends."""
    data, found = file.data, []
    while at < len(data) and data[at]:
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(found), at + 1
