"""Content codings undone as the bytes come: what can be decoded is given at once, so that a stream stays a stream.

The same codings and ratio as for requests (wire.coding); a whole answer is bounded far higher, as none of it is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # It ships no types.

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

from quarterdeck.wire import coding
from quarterdeck.wire.coding import Unreadable

MAX_OUT = 1 << 30

_STEP = 1 << 16
_RATIO_AFTER = 1 << 20
_MAX_MEMBERS = 64
_GZIP_BITS = 31
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class _Steps(Protocol):
    """One stream of a coding: `steps` are what bytes decode to, `over` whether it has ended, `rest` what came after."""

    over: bool
    rest: bytes

    def steps(self, data: bytes) -> Iterator[bytes]: ...


class _Inflate:
    def __init__(self, bits: int | None = None) -> None:
        self._stream = None if bits is None else zlib.decompressobj(bits)
        self._head = b""
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            # RFC 1950 section 2.2; some send what RFC 1951 says, without that header.
            wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
            self._stream = zlib.decompressobj(15 if wrapped else -15)
        while data or not self.over:
            step = self._stream.decompress(data, _STEP)
            data = self._stream.unconsumed_tail
            self.over = self._stream.eof
            if step:
                yield step
            if self.over or (not data and len(step) < _STEP):
                break
        self.rest = self._stream.unused_data


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        while True:
            step = self._stream.process(data, output_buffer_limit=_STEP)
            data = b""
            self.over = self._stream.is_finished()
            if step:
                yield step
            # With all bytes taken there may still be more to give.
            if self.over or (not step and self._stream.can_accept_more_data()):
                return


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
        self.over = False
        self.rest = b""

    def steps(self, data: bytes) -> Iterator[bytes]:
        while True:
            step = self._stream.decompress(data, _STEP)
            data = b""
            self.over = self._stream.eof
            if step:
                yield step
            if self.over or self._stream.needs_input:
                break
        self.rest = self._stream.unused_data if self.over else b""


_STREAMS: dict[str, Callable[[], _Steps]] = {
    "gzip": lambda: _Inflate(_GZIP_BITS),
    "x-gzip": lambda: _Inflate(_GZIP_BITS),
    "deflate": _Inflate,
    "br": _Brotli,
    "zstd": _Zstd,
}


class _Stage:
    """One coding, with every member or frame of it, within its budget."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stream = _STREAMS[name]()
        self._members = 1
        self._taken = self._given = 0
        self._fresh = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._taken += len(data)
        while data:
            if self._stream.over:
                self._next()
            self._fresh = False
            for step in self._stream.steps(data):
                self._given += len(step)
                if self._given > MAX_OUT or (
                    self._given > _RATIO_AFTER and self._given > self._taken * coding.MAX_RATIO
                ):
                    raise Unreadable("too-large")
                yield step
            data = self._stream.rest if self._stream.over else b""

    def end(self) -> None:
        if not self._stream.over and not self._fresh:
            raise Unreadable("corrupt-encoding")

    def _next(self) -> None:
        """Only gzip and zstd files may be several after each other."""
        if self._name not in ("gzip", "x-gzip", "zstd"):
            raise Unreadable("corrupt-encoding")
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise Unreadable("too-large")
        self._stream = _STREAMS[self._name]()


class Decoder:
    """All codings of an answer, the last one applied undone first.

    Raises Unreadable at once for codings that are unknown or more than three, later for what does not decode.
    """

    def __init__(self, codings: Sequence[str]) -> None:
        if len(codings) > coding.MAX_CODINGS:
            raise Unreadable("too-deep")
        if not _STREAMS.keys() >= set(codings):
            raise Unreadable("unknown-encoding")
        self._stages = [_Stage(name) for name in reversed(codings)]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What can be decoded now, in steps of about 64 KB."""
        try:
            yield from self._through(0, data)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError):
            raise Unreadable("corrupt-encoding") from None

    def end(self) -> None:
        """Raises Unreadable when a stream was cut short."""
        for stage in self._stages:
            stage.end()

    def _through(self, index: int, data: bytes) -> Iterator[bytes]:
        if index == len(self._stages):
            yield data
            return
        for step in self._stages[index].feed(data):
            yield from self._through(index + 1, step)
