"""One file compressed by gzip (RFC 1952), bzip2, xz, lzma or zstd (RFC 8878): what comes out is a file of its own."""

from __future__ import annotations

from quarterdeck.extract.inflate import inflate
from quarterdeck.extract.walk import File

_EXTRA, _NAME, _COMMENT = 4, 8, 16


def read(file: File) -> None:
    """The one file in it, and what follows it."""
    codec = next(kind for kind in file.kinds if kind in ("gzip", "bzip2", "xz", "lzma", "zstd"))
    name = "content"
    if codec == "gzip":
        for note, raw in _gzip_notes(file.data[: 1 << 16]).items():
            if note == "extra":
                file.enter(note, raw)
            elif note == "name":
                name = raw.decode("latin-1")
            else:
                file.text(raw.decode("latin-1"), note, counts=False)
    file.member(name)
    data, rest = inflate(file, codec, file.data)
    if data:
        file.enter(name, data)
    if rest.strip(b"\x00"):
        file.enter("trailing", rest)


def _gzip_notes(head: bytes) -> dict[str, bytes]:
    """What the head of a gzip file says: "extra", "name", "comment"."""
    flags, at = head[3] if len(head) > 3 else 0, 10
    found = {}
    if flags & _EXTRA:
        size = int.from_bytes(head[at : at + 2], "little")
        found["extra"] = head[at + 2 : at + 2 + size]
        at += 2 + size
    for flag, note in ((_NAME, "name"), (_COMMENT, "comment")):
        if flags & flag:
            end = head.find(b"\x00", at)
            end = len(head) if end < 0 else end
            found[note] = head[at:end]
            at = end + 1
    return found
