"""Answers without a structure to wait for: text passes as it comes, one text for all of it; other bytes unread."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from quarterdeck.wire.answers.event import Record
from quarterdeck.wire.answers.framed import protobuf_record
from quarterdeck.wire.answers.sse import MAX_EVENT, TOO_LARGE


class Text:
    """A transport of plain text in `charset`; a character that is cut by a chunk waits for the rest of it."""

    def __init__(self, charset: str = "utf-8") -> None:
        self.charset = charset
        self._decoder = codecs.getincrementaldecoder(charset)("replace")
        self._held = b""

    def feed(self, data: bytes) -> Iterator[Record]:
        """The text of these bytes."""
        return self._read(data, False)

    def end(self) -> Iterator[Record]:
        """A character that was never completed."""
        return self._read(b"", True)

    def _read(self, data: bytes, final: bool) -> Iterator[Record]:
        text = self._decoder.decode(data, final)
        raw = self._held + data
        whole = len(raw) if final else len(raw) - len(self._decoder.getstate()[0])
        self._held = raw[whole:]
        if whole:
            yield Record(raw[:whole], text or None, reason="bad-charset" if "\ufffd" in text else None)


class Bytes:
    """A transport of what is no text, or none that can be read: `reason` says which."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def feed(self, data: bytes) -> Iterator[Record]:
        """The bytes as they are."""
        if data:
            yield Record(data, reason=self._reason)

    def end(self) -> Iterator[Record]:
        """Nothing is ever held."""
        return iter(())


class Message:
    """A transport of one message of protobuf. One over `limit` bytes passes in pieces, unread."""

    def __init__(self, limit: int = MAX_EVENT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._oversized = False

    def feed(self, data: bytes) -> Iterator[Record]:
        """Nothing, as long as the message may still be read."""
        self._buffer += data
        self._oversized = self._oversized or len(self._buffer) > self._limit
        if self._oversized and self._buffer:
            raw = bytes(self._buffer)
            self._buffer.clear()
            yield Record(raw, reason=TOO_LARGE)

    def end(self) -> Iterator[Record]:
        """The message."""
        if self._buffer:
            raw = bytes(self._buffer)
            self._buffer.clear()
            yield protobuf_record(raw, raw)
