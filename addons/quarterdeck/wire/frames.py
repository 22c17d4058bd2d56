"""Length-prefixed messages of gRPC and Connect: flags (1 byte), length (4, big-endian), payload."""

from __future__ import annotations

import struct

from quarterdeck.wire import coding

COMPRESSED = 0x01
END = 0x02
TRAILERS = 0x80
# No other bit means anything to anybody yet.
_KNOWN = COMPRESSED | END | TRAILERS
_HEAD = struct.Struct(">BI")
_MAX_FRAMES = 10_000


def split(data: bytes, coding_name: str | None) -> tuple[bytes, ...]:
    """The payloads of all frames, decompressed.

    `coding_name` is what the header says of those that are compressed. Raises coding.Unreadable: "bad-frames" when
    lengths do not add up or a flag is unknown, "too-large" when all together are, else as coding.undo does.
    """
    out: list[bytes] = []
    position = 0
    left = coding.MAX_OUT
    while position < len(data):
        if len(data) - position < _HEAD.size or len(out) == _MAX_FRAMES:
            raise coding.Unreadable("bad-frames")
        flags, length = _HEAD.unpack_from(data, position)
        if flags & ~_KNOWN:
            raise coding.Unreadable("bad-frames")
        position += _HEAD.size
        payload = data[position : position + length]
        if len(payload) != length:
            raise coding.Unreadable("bad-frames")
        position += length
        if flags & COMPRESSED:
            payload = coding.undo(payload, ((coding_name or "gzip").strip().lower(),), left)
        left -= len(payload)
        if left < 0:
            raise coding.Unreadable("too-large")
        out.append(payload)
    return tuple(out)


def join(flags: int, payload: bytes) -> bytes:
    """One frame."""
    return _HEAD.pack(flags, len(payload)) + payload
