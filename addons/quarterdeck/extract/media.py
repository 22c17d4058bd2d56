"""Sound and video: what they say is not read; the text frames of an ID3 tag (id3.org, ID3v2.3 and 2.4) are."""

from __future__ import annotations

from quarterdeck.extract import charset
from quarterdeck.extract.walk import File

_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


def read_audio(file: File) -> None:
    """Sound is refused; its tag is text."""
    file.refuse("audio")
    if file.data.startswith(b"ID3"):
        _id3(file)


def read_video(file: File) -> None:
    """Moving pictures, and containers that may hold them."""
    file.refuse("video")


def _id3(file: File) -> None:
    data = file.data
    version, end = data[3], min(len(data), 10 + _synchsafe(data[6:10]))
    at = 10
    while at + 10 <= end and data[at : at + 4].strip(b"\x00"):
        frame = data[at : at + 4].decode("latin-1")
        raw = data[at + 4 : at + 8]
        size = _synchsafe(raw) if version >= 4 else int.from_bytes(raw, "big")
        body = data[at + 10 : min(at + 10 + size, end)]
        file.parts()
        if frame[0] in "TW" or frame in ("COMM", "USLT", "LYR"):
            codec = _ENCODINGS.get(body[0] if body else 0)
            text = body[1:].decode(codec, "replace") if codec else charset.best(body)
            file.text(text.replace("\x00", "\n").replace("\ufeff", ""), f"id3/{frame}")
        elif frame in ("GEOB", "APIC", "PRIV"):
            file.refuse("hidden-data" if frame != "APIC" else "image", f"id3/{frame}")
        at += 10 + size


def _synchsafe(raw: bytes) -> int:
    """Four bytes of seven bits each."""
    value = 0
    for byte in raw:
        value = value << 7 | byte & 0x7F
    return value
