"""E26: what goes in WebSocket frames (RFC 6455, RFC 7692) is decided on, frame by frame and across frames."""

from __future__ import annotations

import struct
import zlib

from ..hello import CANARY
from ..vector import Vector, to

_MODEL = b'{"type":"session.update","session":{"model":"forbidden-1","instructions":"' + CANARY + b'"}}'
_BENIGN = b'{"type":"session.update","session":{"model":"allowed-1","instructions":"' + CANARY + b'"}}'


def frame(payload: bytes, opcode: int = 1, *, final: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """A client frame. The mask is zero, so that the payload can be filled in afterwards."""
    first = (0x80 if final else 0) | reserved | opcode
    length = len(payload)
    mark = 0x80 if masked else 0
    if length < 126:
        size = bytes([mark | length])
    elif length < 65536:
        size = bytes([mark | 126]) + struct.pack("!H", length)
    else:
        size = bytes([mark | 127]) + struct.pack("!Q", length)
    return bytes([first]) + size + (bytes(4) if masked else b"") + payload


def _deflated(data: bytes) -> bytes:
    """Stored blocks, so that the canary keeps its place and its length."""
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")


def _open(extra: bytes = b"", host: bytes = b"{G}") -> bytes:
    return (
        b"GET /v1/realtime?model=allowed-1 HTTP/1.1\r\nHost: %b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%b\r\n" % (host, extra)
    )


_HALF = len(_MODEL) // 2
_DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"


def _vector(name: str, data: bytes, extra: bytes = b"", expect: str = "D", rule: bool = False) -> Vector:
    return Vector(f"E26-{name}", expect, to(b"{G}"), (_open(extra), data), records=None, websocket=True, rule=rule)  # type: ignore[arg-type]


VECTORS = (
    _vector("text", frame(_MODEL), rule=True),
    _vector("binary", frame(_MODEL, 2), rule=True),
    _vector("fragments", frame(_MODEL[:_HALF], 1, final=False) + frame(_MODEL[_HALF:], 0), rule=True),
    _vector("fragments-ping-between", frame(_MODEL[:_HALF], 1, final=False) + frame(b"", 9) + frame(_MODEL[_HALF:], 0)),
    _vector(
        "fragments-bytes",
        frame(_MODEL[:1], 1, final=False)
        + b"".join(frame(_MODEL[i : i + 1], 0, final=False) for i in range(1, _MODEL.index(CANARY)))
        + frame(_MODEL[_MODEL.index(CANARY) :], 0),
    ),
    _vector("second-message", frame(b'{"type":"ping"}') + frame(_MODEL), rule=True),
    _vector("unmasked", frame(_MODEL, masked=False)),
    _vector("reserved-bit-2", frame(_MODEL, reserved=0x20)),
    _vector("reserved-bit-3", frame(_MODEL, reserved=0x10)),
    _vector("compressed-bit-unagreed", frame(_deflated(_MODEL), reserved=0x40)),
    _vector("compressed", frame(_deflated(_MODEL), reserved=0x40), _DEFLATE, rule=True),
    _vector("reserved-opcode", frame(_MODEL, 3)),
    _vector("reserved-control", frame(_BENIGN[:100] + CANARY[:0], 11)),
    _vector("ping-canary", frame(CANARY, 9) + frame(b"", 8)),
    _vector("long-control", frame(_MODEL + bytes(60), 9)),
    _vector("fragmented-control", frame(_MODEL[:50], 9, final=False) + frame(_MODEL[50:], 0)),
    _vector("continuation-first", frame(_MODEL, 0)),
    _vector("bad-utf8", frame(_MODEL + b"\xff\xfe")),
    _vector("with-handshake", frame(_MODEL)),
    _vector("length-not-minimal", b"\x81\xfe\x00" + bytes([len(_MODEL)]) + bytes(4) + _MODEL),
    Vector("E26-banned-host", "D", to(b"{A}"), (_open(host=b"{A}"),)),
    Vector("E26-banned-subprotocol", "D", to(b"{A}"), (_open(b"Sec-WebSocket-Protocol: realtime\r\n", b"{A}"),)),
    _vector("benign", frame(_BENIGN), expect="P"),
    _vector("binary-opaque", frame(b"\x00\x01" + CANARY, 2)),
    _vector("benign-fragments", frame(_BENIGN[:9], 1, final=False) + frame(_BENIGN[9:], 0), expect="P"),
    _vector("benign-compressed", frame(_deflated(_BENIGN), reserved=0x40), _DEFLATE, expect="P"),
)
