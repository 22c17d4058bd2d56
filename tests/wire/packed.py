"""Each content coding put on bytes by the library that is known for it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli

try:  # In the standard library from Python 3.14 on.
    from compression import zstd
except ImportError:
    from backports import zstd

Pack = Callable[[bytes], bytes]


def raw_deflate(data: bytes) -> bytes:
    """deflate as RFC 1951 says, without the wrapping that HTTP means by the name."""
    return zlib.compress(data, wbits=-15)


PACK: dict[str, Pack] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "x-gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
