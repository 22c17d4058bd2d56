"""Binary frames cut by the length that each of them states: the AWS event stream, gRPC and Connect.

Sources: AWS event stream encoding (CRC-32 over prelude and message), grpc.io PROTOCOL-HTTP2, connectrpc.com.
"""

from __future__ import annotations

import struct
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator

from quarterdeck.wire import coding, frames, protobuf
from quarterdeck.wire.answers.event import Record
from quarterdeck.wire.answers.sse import MAX_EVENT, TOO_LARGE

BAD_FRAMES = "bad-frames"
# The name of the record that ends a Connect stream or holds the trailers of gRPC-web.
END = "end-of-stream"

_CONNECT = struct.Struct(">BI")
_PRELUDE = struct.Struct(">III")
_CRC = 4
_TRAILERS = 0x80
_STRING = 7
# Bytes of a header's value by its type; types 6 and 7 state their own length.
_VALUE_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}


class _Framed(ABC):
    """A transport. A frame over `limit` bytes passes in pieces, unread; what is no frame, and all after it, too."""

    _head: int

    def __init__(self, limit: int = MAX_EVENT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._skip = 0
        self._lost = False

    def feed(self, data: bytes) -> Iterator[Record]:
        """The frames that these bytes complete."""
        buffer = self._buffer
        buffer += data
        while buffer:
            if self._lost or self._skip:
                raw = bytes(buffer if self._lost else buffer[: self._skip])
                self._skip = max(0, self._skip - len(raw))
                del buffer[: len(raw)]
                yield Record(raw, reason=BAD_FRAMES if self._lost else TOO_LARGE)
                continue
            if len(buffer) < self._head:
                return
            size = self._size(bytes(buffer[: self._head]))
            if size is None:
                self._lost = True
            elif size > self._limit:
                self._skip = size
            elif len(buffer) < size:
                return
            else:
                raw = bytes(buffer[:size])
                del buffer[:size]
                yield self._record(raw)

    def end(self) -> Iterator[Record]:
        """A frame cut short."""
        if self._buffer:
            raw = bytes(self._buffer)
            self._buffer.clear()
            yield Record(raw, reason=BAD_FRAMES)

    @abstractmethod
    def _size(self, head: bytes) -> int | None:
        """How long the frame that begins so is, None when none does."""

    @abstractmethod
    def _record(self, raw: bytes) -> Record:
        """What a whole frame carries."""


class Connect(_Framed):
    """gRPC, gRPC-web and Connect: flags, length, payload, which may be compressed. `binary`: protobuf, not JSON."""

    _head = _CONNECT.size

    def __init__(self, binary: bool = False, limit: int = MAX_EVENT) -> None:
        super().__init__(limit)
        self._binary = binary

    def _size(self, head: bytes) -> int | None:
        flags, length = _CONNECT.unpack(head)
        return None if flags & ~(frames.COMPRESSED | frames.END | _TRAILERS) else _CONNECT.size + int(length)

    def _record(self, raw: bytes) -> Record:
        payload, flags = raw[_CONNECT.size :], raw[0]
        if flags & frames.COMPRESSED:
            try:
                payload = coding.undo(payload, (coding.unclaimed(payload) or "br",), coding.MAX_OUT)
            except coding.Unreadable as error:
                return Record(raw, reason=error.reason)
        if flags & _TRAILERS:
            return Record(raw, payload.decode("utf-8", "replace"), END)
        if flags & frames.END or not payload:
            return Record(raw, payload or None, END)
        return protobuf_record(raw, payload) if self._binary else Record(raw, payload)


class EventStream(_Framed):
    """application/vnd.amazon.eventstream: a record is named after its event or exception."""

    _head = _PRELUDE.size

    def _size(self, head: bytes) -> int | None:
        size, headers, crc = _PRELUDE.unpack(head)
        if zlib.crc32(head[:8]) != crc or size < _PRELUDE.size + int(headers) + _CRC:
            return None
        return int(size)

    def _record(self, raw: bytes) -> Record:
        begin = _PRELUDE.size + int.from_bytes(raw[4:8])
        if zlib.crc32(raw[:-_CRC]) != int.from_bytes(raw[-_CRC:]):
            # Its length was right, so the frame after it can be found.
            return Record(raw, reason=BAD_FRAMES)
        headers = _headers(raw[_PRELUDE.size : begin])
        if headers is None:
            return Record(raw, reason=BAD_FRAMES)
        name = headers.get(":event-type") or headers.get(":exception-type") or headers.get(":error-code", "")
        return Record(raw, raw[begin:-_CRC] or headers.get(":error-message"), name)


def protobuf_record(raw: bytes, payload: bytes) -> Record:
    """A record of a message of protobuf, or of why it is none."""
    value = protobuf.decode(payload)
    return Record(raw, value, reason="protobuf" if value is None else None)


def _headers(data: bytes) -> dict[str, str] | None:
    """The headers that are strings; None when lengths do not add up."""
    found: dict[str, str] = {}
    position = 0
    while position < len(data):
        end = position + 1 + data[position]
        if end >= len(data):
            return None
        name, kind, position = data[position + 1 : end].decode("utf-8", "replace"), data[end], end + 1
        if kind in (6, 7):
            length, position = int.from_bytes(data[position : position + 2]), position + 2
        elif kind in _VALUE_SIZES:
            length = _VALUE_SIZES[kind]
        else:
            return None
        if position + length > len(data):
            return None
        if kind == _STRING:
            found[name] = data[position : position + length].decode("utf-8", "replace")
        position += length
    return found
