"""Compressed bytes inside an encoded run, undone a bounded step at a time: a bomb costs no more than the budget."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # It ships no types.

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

from quarterdeck.detect.budget import Budget

_STEP = 1 << 16
_LAYERS = 2
# RFC 9659: a window of more than 8 MB need not be given.
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


class _NotBrotli(ValueError):
    """A stream that asks for more than there is."""


def unpack(data: bytes, budget: Budget, *, guess: bool = True) -> tuple[bytes, tuple[str, ...]]:
    """What it unpacks to and by which codings, outermost first; no codings when it is not packed.

    A stream that is cut short gives what came before the cut. `guess` tries Brotli, which has no mark of its own.
    """
    steps: tuple[str, ...] = ()
    while len(steps) < _LAYERS:
        name, step = _opener(data, guess=guess and not steps)
        if step is None:
            break
        inner = _all_of(step, data, budget)
        if not inner:
            break
        data, steps = inner, (*steps, name)
    return data, steps


def _opener(data: bytes, *, guess: bool) -> tuple[str, Callable[[bytes], bytes] | None]:
    if data.startswith(b"\x1f\x8b\x08"):
        return "gzip", _inflate(31)
    if data.startswith(_ZLIB):
        return "zlib", _inflate(15)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd", _unzstd()
    return "br", (_unbrotli() if guess and len(data) >= 8 and not data.isascii() else None)


def _all_of(step: Callable[[bytes], bytes], data: bytes, budget: Budget) -> bytes:
    out: list[bytes] = []
    feed = data
    try:
        while chunk := step(feed):
            feed = b""
            if not budget.spend(len(chunk)):
                break
            out.append(chunk)
    except (zlib.error, zstd.ZstdError, EOFError):
        pass
    except (brotli.error, _NotBrotli):
        # Random bytes often begin like Brotli; only what ends like it is.
        return b""
    return b"".join(out)


def _inflate(wbits: int) -> Callable[[bytes], bytes]:
    stream = zlib.decompressobj(wbits)
    return lambda fed: stream.decompress(fed or stream.unconsumed_tail, _STEP)


def _unzstd() -> Callable[[bytes], bytes]:
    stream = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
    return lambda fed: b"" if stream.eof else stream.decompress(fed, _STEP)


def _unbrotli() -> Callable[[bytes], bytes]:
    stream = brotli.Decompressor()

    def step(fed: bytes) -> bytes:
        if stream.is_finished():
            return b""
        chunk: bytes = stream.process(fed, output_buffer_limit=_STEP)
        if not chunk and not stream.is_finished():
            raise _NotBrotli
        return chunk

    return step
