"""The way of an answer through its rewriting: cut and read as answers are, passed on with other texts.

What cannot be read passes as it came, and `opaque` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quarterdeck.wire import coding
from quarterdeck.wire.answers import GRAMMARS, shape
from quarterdeck.wire.answers.document import Read
from quarterdeck.wire.answers.event import Event, Record
from quarterdeck.wire.answers.reader import AnswerReader
from quarterdeck.wire.rewriting.channel import MakeChannel, Watch
from quarterdeck.wire.rewriting.closing import closed
from quarterdeck.wire.rewriting.counted import Counts
from quarterdeck.wire.rewriting.editable import Editable, editable
from quarterdeck.wire.rewriting.line import Line

# The formats in which the length of each document stands before it.
_COUNTED = frozenset(("gemini-web",))


class _Cutter(AnswerReader):
    """A reader of answers that shows the record of its newest event, and what the event says where."""

    def __init__(self, read: Read, format_name: str | None, content_type: str, codings: Sequence[str]) -> None:
        super().__init__(read, format_name, content_type, codings)
        self.log = self._documents.watch()
        self.record: Record | None = None

    @property
    def complete(self) -> bool:
        """Whether no later event goes on with the texts of the newest."""
        return self._documents.complete

    def editable(self, record: Record) -> Editable:
        """A record, to be changed."""
        return editable(record, self._transport, counted=self._format in _COUNTED)

    def _event(self, record: Record) -> Event:
        self.record = record
        return super()._event(record)


class Rewriter:
    """Rewrites one answer in chunks as they come: what it gives, joined, is the body without its codings.

    `decodes`: the codings are known; else the body passes as it came. An event goes on as soon as its texts are
    certain: at once, unless one of them ends in what `Channel.held` counts.
    """

    def __init__(
        self,
        format_name: str | None,
        content_type: str,
        codings: Sequence[str],
        make_channel: MakeChannel,
        watch: Watch | None = None,
    ) -> None:
        read = grammar(format_name)
        self._cutter = _Cutter(read, format_name, content_type, coding.named(codings))
        self._line = Line(make_channel, watch)
        self._watched = watch is not None
        self._counts = Counts() if format_name in _COUNTED else None

    @property
    def opaque(self) -> str | None:
        """Why something in the answer could not be read, None as long as all could."""
        return self._cutter.opaque

    @property
    def decodes(self) -> bool:
        """Whether what is given is the body without its codings."""
        return self._cutter.decodes

    def feed(self, chunk: bytes) -> list[bytes]:
        """The bytes that may go on now that this chunk has come."""
        return list(self._through(self._cutter.feed(chunk)))

    def end(self) -> list[bytes]:
        """The rest."""
        rest = [*self._through(self._cutter.end()), *self._line.end()]
        return rest if self._counts is None else [*rest, self._counts.rest()]

    def _through(self, events: Iterator[Event]) -> Iterator[bytes]:
        cutter = self._cutter
        for event in events:
            reports = tuple(cutter.log)
            cutter.log.clear()
            record, cutter.record = cutter.record, None
            if self._watched and record is not None and _is_comment(record):
                # It keeps the connection alive, and must not wait for what is held back.
                yield record.raw
                continue
            if record is None:
                yield from self._line.put(Editable(event.raw), reports)
                continue
            if self._counts is not None and (record := self._counts.joined(record)) is None:
                continue
            closes = [""] if event.done else [*closed(record.payload, record.name)]
            if self._watched and cutter.complete:
                closes += [report.pointer for report in reports]
            yield from self._line.put(cutter.editable(record), reports, closes)


def _is_comment(record: Record) -> bool:
    return record.payload is None and record.reason is None and record.raw[:1] == b":"


def rewrite_whole(
    format_name: str | None, content_type: str, codings: Sequence[str], body: bytes, make_channel: MakeChannel
) -> bytes:
    """An answer kept whole, without its codings when they are known."""
    rewriter = Rewriter(format_name, content_type, codings, make_channel)
    return b"".join((*rewriter.feed(body), *rewriter.end()))


def grammar(format_name: str | None) -> Read:
    """How answers to a request of that format are read."""
    return GRAMMARS.get(format_name or "", shape.read)
