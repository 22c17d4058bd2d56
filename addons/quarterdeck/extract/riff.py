"""The chunks of WebP that hold text (RFC 9649): EXIF; XMP is found as in any picture."""

from __future__ import annotations

from quarterdeck.extract.exif import strings
from quarterdeck.extract.walk import File

_KNOWN = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"XMP ")


def notes(file: File) -> int:
    """Write the texts of a WebP and return where it ends. Chunks of no known type are refused: "hidden-data"."""
    data = file.data
    end = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    at = 12
    while at + 8 <= end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        file.parts()
        if kind == b"EXIF":
            file.text(strings(data[at + 8 : at + 8 + size].removeprefix(b"Exif\x00\x00")), "exif")
        elif kind not in _KNOWN:
            file.refuse("hidden-data", kind.decode("latin-1"))
        at += 8 + size + size % 2
    return end
