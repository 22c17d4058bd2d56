"""An answer on its way to the client: read event by event, and judged before each piece of it is passed on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from quarterdeck.model.decision import Decision
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.judging import Judging
from quarterdeck.proxy.redacting import RedactingBody
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.redact.hiding import CannotHide
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.reader import AnswerReader

logger = logging.getLogger("quarterdeck.answering")

# Bytes of events that are judged together, and decoded bytes that are read of an answer that was kept whole.
_BATCH = 1 << 16
_MOST_DECODED = 32 << 20


class Answering(Judging):
    """Judges the answer of an HTTP exchange; `cut` makes the bytes that stand in the place of what is refused.

    `coded`: what comes may decode to far more than it is. `redacting` takes out of the answer what rules want taken
    out of it; `made` is what an answer that was kept whole has then become, without its codings.
    """

    def __init__(
        self,
        exchanged: Exchanged,
        reader: AnswerReader,
        cut: Callable[[Decision], bytes],
        *,
        coded: bool = False,
        redacting: RedactingBody | None = None,
    ) -> None:
        super().__init__(exchanged, redacting)
        self._body = redacting
        self.made: bytes | None = None
        self._reader = reader
        self._cut = cut
        self._ready: list[bytes] | None = None
        self._heard = False
        self.coded = coded
        self.failed = False

    @property
    def decodes(self) -> bool:
        """Whether what is passed on is the body without its codings."""
        return self._reader.decodes

    @property
    def ended(self) -> bool:
        """Whether nothing more of the answer may reach the client."""
        return self.refused is not None or self.failed

    @property
    def redacted(self) -> int:
        """How many stretches of the answer have been replaced."""
        return 0 if self.ended else super().redacted

    def pass_on(self, chunk: bytes) -> list[bytes]:
        """What may go on when this chunk has come; b"" is the end of the answer.

        A list, because mitmproxy takes b"" for the end of the body. Never raises: mitmproxy would drop one chunk and
        pass on the rest.
        """
        ready, self._ready = self._ready, None
        return self._passed(chunk) if ready is None else ready

    def prepare(self, chunk: bytes) -> None:
        """Do ahead what takes long of the next `pass_on`, which must be of the same chunk."""
        self._ready = self._passed(chunk)

    def hear(self, content: bytes) -> None:
        """Judge, once, an answer that was kept whole. Never raises; what it decodes to beyond a limit is not read."""
        if self._heard or self.ended:
            return
        self._heard = True
        self._goes_on = self.coded or len(content) >= _BATCH
        read, most = 0, max(_MOST_DECODED, len(content))
        kept: list[bytes] = []
        try:
            for batch in _batches(chain(self._reader.feed(content), self._reader.end())):
                read += sum(len(event.raw) for event in batch)
                if self.judge(batch, TOO_LARGE if read > most else self._reader.opaque) or read > most:
                    break
                if self._redacting is not None:
                    kept += (event.raw for event in batch)
            else:
                if self.redacted:
                    self.made = b"".join(self._rewritten((*kept, b"")))
            if self.redacted and self.made is None and self._redacting is not None:
                # What was not read to its end is not rewritten either.
                self.refused = self._redacting.refused()
        except Exception:
            logger.exception("an answer could not be judged; it is refused")
            self.failed = True
        if not self.ended:
            self._exchanged.answer_bytes += len(content)

    def _passed(self, chunk: bytes) -> list[bytes]:
        if self.ended:
            return []
        try:
            # The end makes complete what was not.
            events = self._reader.feed(chunk) if chunk else self._reader.end()
            passed = self._judged(events, last=not chunk)
        except Exception:
            logger.exception("an answer could not be judged; it is cut")
            self.failed = True
            return []
        self._exchanged.answer_bytes += sum(map(len, passed))
        return passed

    def _judged(self, events: Iterable[Event], *, last: bool) -> list[bytes]:
        passed: list[bytes] = []
        for batch in _batches(events):
            refused = self.judge(batch, self._reader.opaque)
            if refused is None:
                passed += self._rewritten([event.raw for event in batch if event.raw])
            if self.refused is not None:
                return [*passed, self._cut(self.refused)]
        if last:
            passed += self._rewritten((b"",))
        return passed if self.refused is None else [*passed, self._cut(self.refused)]

    def _rewritten(self, pieces: Iterable[bytes]) -> list[bytes]:
        """What may go on of what was judged; what cannot be taken out of it ends the answer."""
        if self._body is None:
            return [piece for piece in pieces if piece]
        passed: list[bytes] = []
        try:
            for piece in pieces:
                passed += (one for one in self._body.pass_on(piece) if one)
        except CannotHide:
            refused = self._body.refused()
            if refused is None:
                raise
            self.refused = self.decision = refused
        return passed


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    """The events, some at a time: a few bytes can decode to very many. The last batch may be empty."""
    batch: list[Event] = []
    size = 0
    for event in events:
        batch.append(event)
        size += len(event.raw)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch
