"""Compressed streams undone up to a limit: what would come out larger is refused before it is there."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any

from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.walk import File

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

# Streams one after the other in one file: each costs time however little it holds.
_MAX_STREAMS = 256
_LZMA_MEMORY = 48 << 20
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 25}
_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError)

_STREAMS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(31),
    "deflate": lambda: zlib.decompressobj(-15),
    "zlib": lambda: zlib.decompressobj(15),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY),
    "lzma": lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_LZMA_MEMORY),
    "zstd": lambda: zstd.ZstdDecompressor(options=_ZSTD_OPTIONS),
}
_NEXT = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00", "zstd": b"\x28\xb5\x2f\xfd"}


def inflate(file: File, codec: str, data: bytes) -> tuple[bytes, bytes]:
    """What `data` unpacks to, and what follows the stream or streams in it.

    Raises Unreadable: "bomb" over the ratio, "file-too-large", "too-many-members", "memory-budget" (it asks for too
    large a window), "corrupt-file" (damaged or cut short). Raises Spent with all files together over the budget.
    """
    limit, reason = file.room(len(data))
    out: list[bytes] = []
    total = 0
    for _ in range(_MAX_STREAMS):
        piece, data = _one(codec, data, limit - total)
        total += len(piece)
        if total > limit:
            # It cost as much as if it had been worth it.
            file.unpacked(total)
            raise Unreadable(reason)
        out.append(piece)
        if not data or codec not in _NEXT or not data.startswith(_NEXT[codec]):
            break
    else:
        raise Unreadable("too-many-members")
    file.unpacked(total)
    return b"".join(out) if len(out) > 1 else out[0], data


def _one(codec: str, data: bytes, limit: int) -> tuple[bytes, bytes]:
    """One stream, to at most one byte over the limit, and the bytes after it."""
    stream = _STREAMS[codec]()
    try:
        piece: bytes = stream.decompress(data, limit + 1)
    except (lzma.LZMAError, zstd.ZstdError) as error:
        raise Unreadable("memory-budget" if "emory" in str(error) else "corrupt-file") from None
    except _ERRORS:
        raise Unreadable("corrupt-file") from None
    if not stream.eof and len(piece) <= limit:
        # The end may be there though nothing of it is to come out.
        try:
            left = getattr(stream, "unconsumed_tail", b"")
            more: bytes = stream.decompress(left, limit + 1 - len(piece) or 1)
        except _ERRORS:
            raise Unreadable("corrupt-file") from None
        piece += more
        if not stream.eof and len(piece) <= limit:
            raise Unreadable("corrupt-file")
    return piece, stream.unused_data
