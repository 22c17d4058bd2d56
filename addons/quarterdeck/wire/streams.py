"""The decompressors of the content codings: each is fed as bytes come, and gives what they hold a little at a time.

RFC 1950 to 1952, RFC 7932, RFC 8878. What is corrupt raises as its library does (ERRORS); budgets are wire.coding's.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # It ships no types.

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

# Bytes that are asked of a library at once; brotli may give half as many more.
STEP = 1 << 16
GZIP = b"\x1f\x8b\x08"
ERRORS: tuple[type[Exception], ...] = (zlib.error, brotli.error, zstd.ZstdError, EOFError)

_GZIP_BITS = 31
# RFC 9659: a decoder of the HTTP coding need not give a window of more than 8 MB.
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Stream(Protocol):
    """One stream of a coding: `over` says whether it has ended, `rest` what came after its end."""

    over: bool
    rest: bytes

    def steps(self, data: bytes) -> Iterator[bytes]:
        """All that can be decoded now that these bytes have come, in steps. Raises one of ERRORS."""

    def may_precede(self, data: bytes) -> bool:
        """Whether what came after it may be another stream of the same body."""


class Inflate:
    """gzip, zlib or raw deflate, by zlib's number of bits; without one, zlib or raw by the first two bytes."""

    def __init__(self, bits: int | None = None) -> None:
        self._bits = bits
        self._stream = None if bits is None else zlib.decompressobj(bits)
        self._head = b""
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        """As Stream says."""
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            # RFC 1950 section 2.2; some send what RFC 1951 says, without that header.
            wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
            self._stream = zlib.decompressobj(15 if wrapped else -15)
        while data or not self.over:
            step = self._stream.decompress(data, STEP)
            data = self._stream.unconsumed_tail
            self.over = self._stream.eof
            if step:
                yield step
            if self.over or (not data and len(step) < STEP):
                break
        self.rest = self._stream.unused_data

    def may_precede(self, data: bytes) -> bool:
        """Every member of a gzip file (RFC 1952 section 2.2), but one zlib or raw stream."""
        return self._bits == _GZIP_BITS and GZIP.startswith(data[: len(GZIP)])


class Brotli:
    """One stream, after which nothing may come."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        """As Stream says."""
        while True:
            step = self._stream.process(data, output_buffer_limit=STEP)
            data = b""
            self.over = self._stream.is_finished()
            if step:
                yield step
            # With all bytes taken there may still be more to give.
            if self.over or (not step and self._stream.can_accept_more_data()):
                return

    def may_precede(self, data: bytes) -> bool:  # noqa: ARG002 - as Stream says
        """Never."""
        return False


class Zstd:
    """One frame of any number."""

    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        """As Stream says."""
        while True:
            step = self._stream.decompress(data, STEP)
            data = b""
            self.over = self._stream.eof
            if step:
                yield step
            if self.over or self._stream.needs_input:
                break
        self.rest = self._stream.unused_data if self.over else b""

    def may_precede(self, data: bytes) -> bool:  # noqa: ARG002 - as Stream says
        """Always: what is no frame fails when it is read."""
        return True


STREAMS: dict[str, Callable[[], Stream]] = {
    "gzip": lambda: Inflate(_GZIP_BITS),
    "x-gzip": lambda: Inflate(_GZIP_BITS),
    "deflate": Inflate,
    "br": Brotli,
    "zstd": Zstd,
}
