"""ZIP and what is made of it: each entry is read by its own content; office documents go to their own readers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from quarterdeck.extract import odf, ooxml
from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.inflate import inflate
from quarterdeck.extract.walk import File
from quarterdeck.extract.zip_entries import Directory, Entry, directory

_CODECS = {8: "deflate", 12: "bzip2", 93: "zstd", 95: "xz"}
_LZMA = 14


def read(file: File) -> None:
    """A ZIP file, whatever it is a container of."""
    found = directory(file.data, file.walk.budget.members)
    names = frozenset(entry.name for entry in found.entries)
    if found.first and len(file.kinds) == 1:
        # Such as a program that unpacks it, unless something else reads the file from its beginning.
        file.enter("leading", file.data[: found.first])
    for start, end in found.hidden:
        if file.data[start:end].strip(b"\x00\r\n "):
            file.refuse("hidden-data")
    file.text(found.comment, "comment", counts=False)
    members = _members(file, found)
    if "[Content_Types].xml" in names:
        ooxml.read(file, members)
    elif "mimetype" in names and "content.xml" in names:
        odf.read(file, members)
    else:
        for name, data in members:
            file.enter(name, data)


def _members(file: File, found: Directory) -> Iterator[tuple[str, bytes]]:
    """Each entry that can be unpacked, with its bytes; the others are refused at their path."""
    for entry in found.entries:
        file.member(entry.name)
        file.text(entry.comment, entry.name, counts=False)
        if not entry.clear:
            file.refuse("ambiguous-file", entry.name)
        if entry.encrypted:
            file.refuse("encrypted", entry.name)
            continue
        try:
            data = _unpack(file, entry)
        except Unreadable as error:
            file.refuse(error.reason, entry.name)
            continue
        if data:
            yield entry.name, data


def _unpack(file: File, entry: Entry) -> bytes:
    packed = file.data[entry.start : entry.end]
    if entry.method == 0:
        data, rest = packed, b""
        file.unpacked(len(data))
    elif entry.method == _LZMA:
        data, rest = _lzma(file, packed, entry.size)
    elif entry.method in _CODECS:
        data, rest = inflate(file, _CODECS[entry.method], packed)
    else:
        raise Unreadable("unknown-compression")
    if rest or len(data) != entry.size or zlib.crc32(data) != entry.crc:
        file.refuse("corrupt-file", entry.name)
    return data


def _lzma(file: File, packed: bytes, size: int) -> tuple[bytes, bytes]:
    """APPNOTE 5.8.8: a version, the length of the properties and the properties, then the bare stream."""
    if size > file.room(len(packed))[0]:
        raise Unreadable("bomb")
    if len(packed) < 9 or packed[2:4] != b"\x05\x00":
        raise Unreadable("corrupt-file")
    return inflate(file, "lzma", packed[4:9] + size.to_bytes(8, "little") + packed[9:])
