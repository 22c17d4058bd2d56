"""Content codings undone one bounded step at a time, so that a bomb costs no more than its budget.

RFC 9110 section 8.4, RFC 1950 to 1952, RFC 7932, RFC 8878. A stream cut short, or followed by anything, is corrupt.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

import brotli  # type: ignore[import-untyped]  # It ships no types.

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

from quarterdeck.wire import chunked

MAX_OUT = 16 << 20
MAX_RATIO = 200
MAX_CODINGS = 3

_STEP = 1 << 16
_RATIO_AFTER = 1 << 20
# Members or frames in one stream: each costs time however little it holds.
_MAX_MEMBERS = 64
_GZIP_BITS = 31
_GZIP = b"\x1f\x8b\x08"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ZSTD = b"\x28\xb5\x2f\xfd"
# RFC 9659: a decoder of the HTTP coding need not give a window of more than 8 MB.
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Unreadable(ValueError):
    """A body that cannot be decoded; `reason` is "unknown-encoding", "corrupt-encoding", "too-large" or "too-deep"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def named(values: Iterable[str]) -> tuple[str, ...]:
    """The codings that the values of a header name, in the order in which they were applied (RFC 9110 section 8.4).

    What leaves the bytes as they are, or is taken off with the framing of HTTP/1, is none.
    """
    names = (item.strip().lower() for value in values for item in value.split(","))
    return tuple(name for name in names if name not in ("", "identity", "chunked"))


def undo(data: bytes, codings: Sequence[str], limit: int = MAX_OUT) -> bytes:
    """`data` with its codings removed, the last one applied first.

    Raises Unreadable: over `limit` bytes, over 200 bytes out for one in (after the first MB), or over 3 codings.
    """
    if len(codings) > MAX_CODINGS:
        raise Unreadable("too-deep")
    for coding in reversed(codings):
        decode = _DECODERS.get(coding)
        if decode is None:
            raise Unreadable("unknown-encoding")
        data = decode(data, limit)
    return data


def unclaimed(data: bytes) -> str | None:
    """The coding that the first bytes betray though no header names it."""
    if data.startswith(_GZIP):
        return "gzip"
    if data.startswith(_ZLIB):
        return "deflate"
    return "zstd" if data.startswith(_ZSTD) else None


def _bounded(steps: Iterator[bytes], size: int, limit: int) -> bytes:
    out: list[bytes] = []
    total = 0
    try:
        for step in steps:
            out.append(step)
            total += len(step)
            if total > limit or (total > _RATIO_AFTER and total > size * MAX_RATIO):
                raise Unreadable("too-large")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
        raise Unreadable("corrupt-encoding") from None
    return b"".join(out)


def _inflate(data: bytes, wbits: int) -> Iterator[bytes]:
    """Every member of a gzip file (RFC 1952 section 2.2), or the one zlib or raw stream."""
    view, position = memoryview(data), 0
    for _ in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(wbits)
        while not stream.eof:
            fed: bytes | memoryview = stream.unconsumed_tail
            if not fed:
                fed = view[position : position + _STEP]
                position += len(fed)
            step = stream.decompress(fed, _STEP)
            if not step and not fed and not stream.eof:
                raise Unreadable("corrupt-encoding")
            yield step
        position -= len(stream.unused_data)
        if position == len(data):
            return
        if wbits != _GZIP_BITS or not data.startswith(_GZIP, position):
            raise Unreadable("corrupt-encoding")
    raise Unreadable("too-large")


def _gzip(data: bytes, limit: int) -> bytes:
    return _bounded(_inflate(data, _GZIP_BITS), len(data), limit)


def _deflate(data: bytes, limit: int) -> bytes:
    """zlib as the standard says, or raw as some senders do; bytes that are both, and differ, are neither."""
    found: list[bytes] = []
    for wbits in (15, -15):
        try:
            found.append(_bounded(_inflate(data, wbits), len(data), limit))
        except Unreadable as error:
            if error.reason == "too-large":
                raise
    if not found or found[0] != found[-1]:
        raise Unreadable("corrupt-encoding")
    return found[0]


def _brotli_steps(data: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    step = stream.process(data, output_buffer_limit=_STEP)
    yield step
    while not stream.is_finished():
        step = stream.process(b"", output_buffer_limit=_STEP)
        if not step and not stream.is_finished() and stream.can_accept_more_data():
            raise Unreadable("corrupt-encoding")
        yield step


def _brotli(data: bytes, limit: int) -> bytes:
    return _bounded(_brotli_steps(data), len(data), limit)


def _zstd_steps(data: bytes) -> Iterator[bytes]:
    view, position = memoryview(data), 0
    for _ in range(_MAX_MEMBERS):
        stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
        while not stream.eof:
            fed = view[position : position + _STEP] if stream.needs_input else view[:0]
            if stream.needs_input and not fed:
                raise Unreadable("corrupt-encoding")
            position += len(fed)
            yield stream.decompress(fed, _STEP)
        position -= len(stream.unused_data)
        if position == len(data):
            return
    raise Unreadable("too-large")


def _zstd(data: bytes, limit: int) -> bytes:
    return _bounded(_zstd_steps(data), len(data), limit)


def _chunked(data: bytes, _: int) -> bytes:
    try:
        return chunked.undo(data)
    except chunked.BadChunks:
        raise Unreadable("corrupt-encoding") from None


_DECODERS = {
    chunked.CODING: _chunked,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
