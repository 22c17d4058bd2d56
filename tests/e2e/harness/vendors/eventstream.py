"""Messages of application/vnd.amazon.eventstream. Source: AWS event stream encoding (Smithy specification)."""

from __future__ import annotations

import struct
import zlib

KIND = "application/vnd.amazon.eventstream"
_STRING = 7


def message(event: str, payload: bytes) -> bytes:
    """One event: lengths, their CRC-32, headers, payload, CRC-32 of all that."""
    fields = ((":event-type", event), (":content-type", "application/json"), (":message-type", "event"))
    head = b"".join(
        struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", _STRING, len(value)) + value.encode()
        for name, value in fields
    )
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return body + struct.pack(">I", zlib.crc32(body))
