"""The WebSocket messages of a server, each with its texts rewritten; one whose text ends in the midst waits."""

from __future__ import annotations

from quarterdeck.wire.answers.document import DocumentReader
from quarterdeck.wire.answers.documents import Documents
from quarterdeck.wire.answers.frames import MAX_FRAME, is_readable
from quarterdeck.wire.rewriting.channel import MakeChannel, Watch
from quarterdeck.wire.rewriting.closing import closed
from quarterdeck.wire.rewriting.editable import Editable, message
from quarterdeck.wire.rewriting.line import Line
from quarterdeck.wire.rewriting.rewriter import grammar


class FrameRewriter:
    """Rewrites the messages of one connection, in their order. It gives their bytes, those of text messages too.

    A text message is a str, a binary one bytes; one of these that is no JSON passes as it came. Who watches is told of
    its texts all the same.
    """

    def __init__(self, format_name: str | None, make_channel: MakeChannel, watch: Watch | None = None) -> None:
        self._documents = DocumentReader(grammar(format_name))
        self._log = self._documents.watch()
        self._line = Line(make_channel, watch)
        self._watched = watch is not None

    def rewrite(self, data: bytes | str) -> list[bytes]:
        """The messages that may go on now: normally this one, none while it waits, then it and those behind it."""
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        event = Editable(raw) if len(raw) > MAX_FRAME else message(raw, binary=isinstance(data, bytes))
        closes: list[str] = []
        if any(True for _ in event.leaves()) or (self._watched and is_readable(raw)):
            cutter = Documents()
            for record in (*cutter.feed(raw), *cutter.end()):
                before = len(self._log)
                closes += ("",) if self._documents.read(record).done else closed(record.payload, record.name)
                if self._watched and self._documents.complete:
                    closes += (report.pointer for report in self._log[before:])
        reports = tuple(self._log)
        self._log.clear()
        return list(self._line.put(event, reports, closes))

    def end(self) -> list[bytes]:
        """The messages that wait, when the connection closes or the server has been silent for long."""
        return list(self._line.end())
