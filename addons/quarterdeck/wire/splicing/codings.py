"""Content codings taken off a body and put on again: the same ones, in the same order, deflate in the same wrapping.

RFC 9110 section 8.4. What a coder makes differs from coder to coder; what it holds does not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import brotli  # type: ignore[import-untyped]  # It ships no types.

try:  # In the standard library from Python 3.14 on.
    # Not found by a checker that runs on an older Python.
    from compression import zstd  # type: ignore[import-not-found]
except ImportError:
    from backports import zstd

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import body, coding
from quarterdeck.wire.splicing.refused import CannotSplice

_ZLIB, _RAW, _GZIP = 15, -15, 31
# The default of 11 is a hundred times slower and gains a tenth.
_BROTLI_QUALITY = 5


def named(exchange: Exchange) -> tuple[str, ...]:
    """The codings that a body is in, the first applied first: what the headers name, else what its bytes betray."""
    return body.codings(exchange) or _betrayed(exchange.body or b"")


def _betrayed(data: bytes) -> tuple[str, ...]:
    """The coding that the bytes are in though no header names it, if they can be decoded."""
    name = coding.unclaimed(data)
    if name is None:
        return ()
    try:
        coding.undo(data, (name,))
    except coding.Unreadable:
        return ()
    return (name,)


def removed(data: bytes, names: Sequence[str]) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The body without its codings, and what puts them on again. Raises CannotSplice."""
    coders: list[Callable[[bytes], bytes]] = []
    try:
        for name in reversed(names):
            plain = coding.undo(data, (name,))
            coders.insert(0, _coder(name, data))
            data = plain
    except coding.Unreadable as error:
        raise CannotSplice(error.reason) from None

    def again(plain: bytes) -> bytes:
        for coder in coders:
            plain = coder(plain)
        return plain

    return data, again


def _coder(name: str, data: bytes) -> Callable[[bytes], bytes]:
    if name == "deflate" and _is_raw(data):
        return _deflate_raw
    coder = _CODERS.get(name)
    if coder is None:
        # It can be undone, and not made again: chunks that are signed one by one.
        raise CannotSplice("unknown-encoding")
    return coder


def _is_raw(data: bytes) -> bool:
    """Whether "deflate" is what the name says in RFC 1951, not what RFC 9110 means by it: zlib's wrapping is absent."""
    try:
        zlib.decompressobj(_ZLIB).decompress(data, 1)
    except zlib.error:
        return True
    return False


def _gzip(plain: bytes) -> bytes:
    return zlib.compress(plain, wbits=_GZIP)


def _deflate(plain: bytes) -> bytes:
    return zlib.compress(plain, wbits=_ZLIB)


def _deflate_raw(plain: bytes) -> bytes:
    return zlib.compress(plain, wbits=_RAW)


def _brotli(plain: bytes) -> bytes:
    return bytes(brotli.compress(plain, quality=_BROTLI_QUALITY))


def _zstd(plain: bytes) -> bytes:
    return bytes(zstd.compress(plain))


_CODERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
