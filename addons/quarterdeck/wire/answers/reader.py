"""The way from the bytes of an answer to its events: codings undone, records cut, each read in its grammar.

It reads and never judges: what it cannot read it passes on unread, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quarterdeck.wire.answers import transport
from quarterdeck.wire.answers.decoding import Decoder
from quarterdeck.wire.answers.document import DocumentReader, Read
from quarterdeck.wire.answers.event import Event, Record, Transport
from quarterdeck.wire.coding import Unreadable

_MAX_HELD = 1 << 16


class AnswerReader:
    """Reads one answer. Every iterator it returns must be used up before the next call.

    `decodes`: the codings are known, so that the events' `raw` are the body without them; else they are the body as it
    came. `opaque` says why something in the answer could not be read, None as long as all could. When codings turn out
    corrupt on the way, the chunks from there on pass as they came, and the answer is of no use to its client.
    """

    def __init__(self, read: Read, format_name: str | None, content_type: str, codings: Sequence[str]) -> None:
        self._documents = DocumentReader(read)
        self._format = format_name
        self._type = content_type
        self._transport: Transport | None = None
        self._head = b""
        self._decoder: Decoder | None = None
        self._undecoded: list[bytes] | None = []
        self._failed: str | None = None
        self.opaque: str | None = None
        try:
            if codings:
                self._decoder = Decoder(codings)
        except Unreadable as error:
            self._failed = self.opaque = error.reason
        self.decodes = self._failed is None

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that this chunk completes."""
        if self._failed is not None:
            if chunk:
                yield Event(chunk, opaque=self._failed)
            return
        if self._decoder is None:
            yield from self._cut(chunk)
            return
        if self._undecoded is not None:
            self._undecoded.append(chunk)
        try:
            for data in self._decoder.feed(chunk):
                self._undecoded = None
                yield from self._cut(data)
        except Unreadable as error:
            yield from self._give_up(error.reason, chunk)
            return
        if self._undecoded is not None and sum(map(len, self._undecoded)) > _MAX_HELD:
            yield from self._give_up("corrupt-encoding", chunk)

    def end(self) -> Iterator[Event]:
        """The events that the end of the body completes."""
        if self._failed is not None:
            return
        if self._decoder is not None:
            try:
                self._decoder.end()
            except Unreadable as error:
                yield from self._give_up(error.reason, b"")
                return
        yield from self._rest()

    def _give_up(self, reason: str, chunk: bytes) -> Iterator[Event]:
        yield from self._rest()
        self._failed = self.opaque = reason
        raw = chunk if self._undecoded is None else b"".join(self._undecoded)
        yield Event(raw, opaque=reason)

    def _cut(self, data: bytes) -> Iterator[Event]:
        if self._transport is None:
            self._head += data
            self._transport = transport.choose(self._format, self._type, self._head)
            if self._transport is None:
                return
            data, self._head = self._head, b""
        for record in self._transport.feed(data):
            yield self._event(record)

    def _rest(self) -> Iterator[Event]:
        if self._transport is None:
            self._transport = transport.choose(self._format, self._type, self._head, final=True)
        if self._transport is not None:
            for record in (*self._transport.feed(self._head), *self._transport.end()):
                yield self._event(record)

    def _event(self, record: Record) -> Event:
        event = self._documents.read(record)
        if event.opaque is not None and self.opaque is None:
            self.opaque = event.opaque
        return event
