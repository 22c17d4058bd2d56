"""Whether bytes begin as a file of a known kind does. What kind it is, and what it says, extraction finds out."""

from __future__ import annotations

_AT_START = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"RIFF", b"ID3", b"OggS", b"fLaC",
    b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\x1aE\xdf\xa3", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08",
    b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"BZh", b"Rar!\x1a\x07",
    b"8BPS", b"{\\rtf", b"SQLite format 3\x00", b"PAR1", b"MSCF", b"\x00\x00\x01\x00",
)  # fmt: skip
# A box of ISO media (mp4, heic, avif) begins with its length.
_AT_FOUR = (b"ftyp", b"moov", b"jP  ")
# Two letters also begin words; they count only where the whole is not text.
_SHORT = (b"BM", b"MZ")

# The longest of these, with what stands before it.
LONGEST = 16


def recognized(data: bytes) -> bool:
    """Whether these are the first bytes of a file, also where what follows is text (PDF, RTF)."""
    return data.startswith(_AT_START) or data.startswith(_AT_FOUR, 4)


def recognized_binary(data: bytes) -> bool:
    """The same of bytes that are known not to be text."""
    return recognized(data) or data.startswith(_SHORT)
