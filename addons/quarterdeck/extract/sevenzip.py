"""7z archives (7zFormat.txt of the LZMA SDK): nothing is unpacked before the header says that it fits."""

from __future__ import annotations

import io

from quarterdeck.extract.budget import Spent, Unreadable
from quarterdeck.extract.walk import File

_WINDOW = 48 << 20
# In the properties of both, the window stands as four bytes after the first one.
_LZMA, _PPMD = b"\x03\x01\x01", b"\x03\x04\x01"
_LZMA2 = b"\x21"


def read(file: File) -> None:
    """Every member by its own content."""
    import py7zr  # noqa: PLC0415 - a fifth of a second and 20 MB that only this format needs

    try:
        archive = py7zr.SevenZipFile(io.BytesIO(file.data))
    except py7zr.exceptions.PasswordRequired:
        raise Unreadable("encrypted") from None
    except (py7zr.exceptions.ArchiveError, EOFError, ValueError):
        raise Unreadable("corrupt-file") from None
    with archive:
        members = archive.list()
        for member in members:
            file.member(member.filename)
        if archive.needs_password():
            raise Unreadable("encrypted")
        size = sum(member.uncompressed or 0 for member in members)
        limit, reason = file.room(len(file.data))
        if size > limit:
            raise Unreadable(reason)
        _refuse_large_windows(archive)
        factory = _Capped(file, limit)
        try:
            archive.extract(factory=factory)  # type: ignore[arg-type]  # It is one by its shape, unlike its class.
        except (py7zr.exceptions.ArchiveError, py7zr.exceptions.UnsupportedCompressionMethodError):
            raise Unreadable("corrupt-file") from None
    for name, sink in factory.sinks:
        if sink.data:
            file.enter(name, bytes(sink.data))


def _refuse_large_windows(archive: object) -> None:
    """The properties of LZMA, LZMA2 and PPMd name a window of up to 4 GB, which the decoder would allocate."""
    header = getattr(archive, "header", None)
    streams = getattr(header, "main_streams", None)
    for folder in streams.unpackinfo.folders if streams else ():
        for coder in folder.coders:
            method, properties = coder["method"], coder.get("properties") or b""
            if method in (_LZMA, _PPMD) and len(properties) >= 5:
                window = int.from_bytes(properties[1:5], "little")
            elif method == _LZMA2 and properties:
                window = (2 | properties[0] & 1) << (properties[0] // 2 + 11)
            else:
                continue
            if window > _WINDOW:
                raise Unreadable("memory-budget")


class _Sink:
    """Where one member goes; a write over the limit ends the whole archive."""

    def __init__(self, owner: _Capped) -> None:
        self.owner = owner
        self.data = bytearray()

    def write(self, data: bytes | bytearray) -> int:
        self.owner.took(len(data))
        self.data += data
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        return bytes(self.data[:size])

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset + whence * 0

    def flush(self) -> None:
        """Nothing is buffered."""

    def size(self) -> int:
        return len(self.data)

    def close(self) -> None:
        """What was written stays."""


class _Capped:
    """Makes the sinks and counts what goes into them all."""

    def __init__(self, file: File, limit: int) -> None:
        self.file = file
        self.left = limit
        self.sinks: list[tuple[str, _Sink]] = []

    def create(self, filename: str) -> _Sink:
        sink = _Sink(self)
        self.sinks.append((filename, sink))
        return sink

    def took(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Spent("bomb")
        self.file.unpacked(count)
        self.file.walk.check_time()
