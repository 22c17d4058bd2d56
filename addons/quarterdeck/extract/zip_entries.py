"""The entries of a ZIP file as its central directory lists them, and where that and the rest of the file disagree.

PKWARE APPNOTE 6.3.10. Readers differ on what they trust; an archive that reads differently to two of them says so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from quarterdeck.extract.budget import Unreadable

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_BIG = 0xFFFFFFFF
_DESCRIPTOR = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its name, how it is packed, its packed bytes as a range of the file, and its CRC-32.

    `clear` is False when its local header says something else than the directory.
    """

    name: str
    flags: int
    method: int
    start: int
    end: int
    size: int
    crc: int
    clear: bool
    header: int
    comment: str

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 0x2041)


@dataclass(frozen=True, slots=True)
class Directory:
    """The entries that a ZIP file lists. `first` is where the archive begins within the file.

    `hidden` are ranges that no entry owns: data that one program sees and another does not.
    """

    entries: tuple[Entry, ...]
    first: int
    hidden: tuple[tuple[int, int], ...]
    comment: str


def directory(data: bytes, limit: int) -> Directory:
    """What a ZIP file lists.

    Raises Unreadable: "corrupt-file" without a directory that holds; "too-many-members" with over `limit` entries;
    "bomb" when entries share bytes, so that what comes out has no bound in what is there.
    """
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(data):
        raise Unreadable("corrupt-file")
    _, _, _, _, count, size, offset, length = _END.unpack_from(data, end)
    top, zip64 = end, end
    if _BIG in (size, offset) or count == 0xFFFF:
        count, size, offset, zip64 = _zip64(data, end, (count, size, offset))
        top = zip64
    if count > limit:
        raise Unreadable("too-many-members")
    begin = top - size
    shift = begin - offset
    if begin < 0 or shift < 0:
        raise Unreadable("corrupt-file")
    entries = tuple(_entries(data, begin, top, shift, count))
    tail = end + _END.size + length
    hidden = [(tail, len(data))] if tail < len(data) else []
    first, gaps = _gaps(data, entries, begin)
    return Directory(entries, first, (*gaps, *hidden), _name(data[end + _END.size : tail], 0))


def _zip64(data: bytes, end: int, said: tuple[int, int, int]) -> tuple[int, int, int, int]:
    locator = data[end - 20 : end]
    at = data.rfind(b"PK\x06\x06", 0, end)
    if not locator.startswith(b"PK\x06\x07") or at < 0 or at + 56 > end:
        return (*said, end)
    count, size, offset = struct.unpack_from("<3Q", data, at + 32)
    return count, size, offset, at


def _entries(data: bytes, begin: int, top: int, shift: int, count: int) -> Iterator[Entry]:
    position = begin
    for _ in range(count):
        if position + _CENTRAL.size > top:
            raise Unreadable("corrupt-file")
        found = _CENTRAL.unpack_from(data, position)
        magic, flags, method, crc, packed, size = found[0], found[3], found[4], found[7], found[8], found[9]
        name_length, extra_length, comment_length, offset = found[10], found[11], found[12], found[16]
        if magic != b"PK\x01\x02":
            raise Unreadable("corrupt-file")
        position += _CENTRAL.size
        raw = data[position : position + name_length]
        extra = data[position + name_length : position + name_length + extra_length]
        position += name_length + extra_length
        comment = _name(data[position : position + comment_length], flags)
        position += comment_length
        if _BIG in (packed, size, offset):
            size, packed, offset = _wide(extra, size, packed, offset)
        header = offset + shift
        if header + _LOCAL.size > begin:
            raise Unreadable("corrupt-file")
        local = _LOCAL.unpack_from(data, header)
        if local[0] != b"PK\x03\x04":
            raise Unreadable("corrupt-file")
        start = header + _LOCAL.size + local[9] + local[10]
        here = data[header + _LOCAL.size : header + _LOCAL.size + local[9]]
        late = bool(local[2] & 8)
        clear = here == raw and local[3] == method and (late or _BIG in local[7:9] or local[7:9] == (packed, size))
        yield Entry(_name(raw, flags), flags, method, start, start + packed, size, crc, clear, header, comment)
    if position != top:
        raise Unreadable("corrupt-file")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The 64-bit fields of APPNOTE 4.5.3; each is there only if its 32-bit place is full."""
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, position)
        if tag == 1:
            values = iter(struct.unpack_from(f"<{length // 8}Q", extra, position + 4))
            size = next(values, size) if size == _BIG else size
            packed = next(values, packed) if packed == _BIG else packed
            offset = next(values, offset) if offset == _BIG else offset
        position += 4 + length
    return size, packed, offset


def _gaps(data: bytes, entries: tuple[Entry, ...], begin: int) -> tuple[int, list[tuple[int, int]]]:
    """Where the first entry begins, and the ranges between entries that none of them owns."""
    ordered = sorted((entry.header, entry.end, bool(entry.flags & 8)) for entry in entries)
    if not ordered:
        return begin, []
    gaps, at, late = [], ordered[0][0], False
    for header, end, described in [*ordered, (begin, begin, False)]:
        if header < at:
            raise Unreadable("bomb")
        # After the data may stand its sizes once more (APPNOTE 4.3.9), and zeros that align what follows.
        own = min(_DESCRIPTOR, header - at) if late else 0
        if data[at + own : header].strip(b"\x00"):
            gaps.append((at + own, header))
        at, late = end, described
    return ordered[0][0], gaps


def _name(raw: bytes, flags: int) -> str:
    if flags & 0x800 or raw.isascii():
        return raw.decode("utf-8", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp437")
