"""Connect frames: flags, length, payload; the last one ends the stream. Source: connectrpc.com protocol."""

from __future__ import annotations

import gzip
import struct

GZIP, END = 1, 2


def frame(payload: bytes, flags: int = 0) -> bytes:
    """One frame; GZIP among the flags compresses its payload."""
    payload = gzip.compress(payload, mtime=0) if flags & GZIP else payload
    return struct.pack(">BI", flags, len(payload)) + payload


def end(payload: bytes = b"{}") -> bytes:
    """The frame that ends a stream well."""
    return frame(payload, END)
