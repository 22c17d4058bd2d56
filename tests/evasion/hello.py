"""ClientHellos: honest ones cut up, and handmade ones that no TLS library would send (RFC 8446 section 4.1.2)."""

from __future__ import annotations

import struct
from collections.abc import Callable


def by_bytes(flight: bytes) -> list[bytes]:
    """One byte a segment."""
    return [flight[i : i + 1] for i in range(len(flight))]


def by_records(flight: bytes) -> list[bytes]:
    """The same handshake bytes in TLS records of 37 bytes each; the transcript does not change."""
    kind, version, length = flight[0], flight[1:3], int.from_bytes(flight[3:5])
    body, rest = flight[5 : 5 + length], flight[5 + length :]
    records = [body[i : i + 37] for i in range(0, len(body), 37)]
    return [bytes([kind]) + version + struct.pack("!H", len(piece)) + piece for piece in records] + (
        [rest] if rest else []
    )


def in_one(flight: bytes) -> list[bytes]:
    """As it is."""
    return [flight]


CUTS: dict[str, Callable[[bytes], list[bytes]]] = {"": in_one, "bytes": by_bytes, "records": by_records}


def vector8(data: bytes) -> bytes:
    return struct.pack("!B", len(data)) + data


def vector16(data: bytes) -> bytes:
    return struct.pack("!H", len(data)) + data


def extension(number: int, data: bytes) -> bytes:
    return struct.pack("!H", number) + vector16(data)


def server_name(*names: bytes, kind: int = 0) -> bytes:
    """The server_name extension (RFC 6066 section 3) with any names in its list."""
    return extension(0, vector16(b"".join(bytes([kind]) + vector16(name) for name in names)))


def alpn(*protocols: bytes) -> bytes:
    return extension(16, vector16(b"".join(vector8(protocol) for protocol in protocols)))


VERSIONS = extension(43, vector8(b"\x03\x04\x03\x03"))
GROUPS = extension(10, vector16(b"\x00\x1d\x00\x17"))
SIGNATURES = extension(13, vector16(b"\x04\x03\x08\x04\x04\x01"))
KEY_SHARE = extension(51, vector16(b"\x00\x1d" + vector16(bytes(range(32)))))
USUAL = VERSIONS + GROUPS + SIGNATURES + KEY_SHARE
ECH = extension(0xFE0D, b"\x00\x00\x01\x00\x01\x07" + vector16(bytes(range(32))) + vector16(bytes(range(144))))
"""An outer encrypted_client_hello of the right shape (RFC 9849 section 5), as GREASE clients send it."""


CANARY = b"{" + b"K" * 30 + b"}"
"""Stands for the canary and is as long as it is, so that lengths around it hold."""


def hello(extensions: bytes, *, version: bytes = b"\x03\x03", suffix: bytes = b"") -> bytes:
    """A ClientHello in one record, with the canary as its session id."""
    return record(message(extensions, version=version, suffix=suffix))


def message(extensions: bytes | None, *, version: bytes = b"\x03\x03", suffix: bytes = b"") -> bytes:
    """The handshake message alone; None leaves out the extensions and their length."""
    body = version + bytes(32) + vector8(CANARY)
    body += (
        vector16(b"\x13\x01\x13\x02\xc0\x2b\xc0\x2f")
        + b"\x01\x00"
        + (vector16(extensions) if extensions is not None else b"")
        + suffix
    )
    return b"\x01" + len(body).to_bytes(3) + body


def record(body: bytes, *, kind: int = 22, version: bytes = b"\x03\x01") -> bytes:
    return bytes([kind]) + version + vector16(body)
