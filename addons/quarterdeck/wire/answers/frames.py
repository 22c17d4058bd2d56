"""The WebSocket messages of a server, each one event: JSON, several documents of JSON after each other, or text."""

from __future__ import annotations

from quarterdeck.wire.answers.document import DocumentReader, Read
from quarterdeck.wire.answers.documents import Documents
from quarterdeck.wire.answers.event import Event, Record

MAX_FRAME = 16 << 20


class FrameReader:
    """Reads the messages of one connection, in their order. `opaque` says why one could not be read."""

    def __init__(self, read: Read) -> None:
        self._documents = DocumentReader(read)
        self.opaque: str | None = None

    def read(self, data: bytes | str) -> Event:
        """The event that one message is; its `raw` are the bytes of the message. Never raises."""
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        event = self._event(raw)
        self.opaque = self.opaque or event.opaque
        return event

    def _event(self, raw: bytes) -> Event:
        if not is_readable(raw):
            return Event(raw, opaque="too-large" if len(raw) > MAX_FRAME else "binary")
        cutter = Documents()
        found = [self._documents.read(record) for record in _records(cutter, raw)]
        return Event(
            raw,
            tuple(part for event in found for part in event.parts),
            tuple(name for event in found for name in event.models),
            any(event.done for event in found),
            next((event.opaque for event in found if event.opaque), None),
        )


def is_readable(raw: bytes) -> bool:
    """Whether a message is read: binary ones too, when they are texts."""
    if len(raw) > MAX_FRAME:
        return False
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _records(cutter: Documents, raw: bytes) -> list[Record]:
    return [*cutter.feed(raw), *cutter.end()]
