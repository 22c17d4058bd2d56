"""An answer on its way to the client: read event by event, and judged before each piece of it is passed on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from quarterdeck.model.decision import Decision
from quarterdeck.proxy.judging import Judging
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.reader import AnswerReader

logger = logging.getLogger("quarterdeck.answering")


class Answering(Judging):
    """Judges the answer of an HTTP exchange; `cut` makes the bytes that stand in the place of what is refused."""

    def __init__(self, exchanged: Exchanged, reader: AnswerReader, cut: Callable[[Decision], bytes]) -> None:
        super().__init__(exchanged)
        self._reader = reader
        self._cut = cut
        self.failed = False

    @property
    def decodes(self) -> bool:
        """Whether what is passed on is the body without its codings."""
        return self._reader.decodes

    @property
    def ended(self) -> bool:
        """Whether nothing more of the answer may reach the client."""
        return self.refused is not None or self.failed

    def pass_on(self, chunk: bytes) -> list[bytes]:
        """What may go on when this chunk has come; b"" is the end of the answer.

        A list, because mitmproxy takes b"" for the end of the body. Never raises: mitmproxy would drop one chunk and
        pass on the rest.
        """
        if self.ended:
            return []
        try:
            # The end makes complete what was not.
            passed = self._judged(self._reader.feed(chunk) if chunk else self._reader.end())
        except Exception:
            logger.exception("an answer could not be judged; it is cut")
            self.failed = True
            return []
        self._exchanged.answer_bytes += sum(map(len, passed))
        return passed

    def _judged(self, events: Iterable[Event]) -> list[bytes]:
        complete = tuple(events)
        refused = self.judge(complete, self._reader.opaque)
        return [event.raw for event in complete if event.raw] if refused is None else [self._cut(refused)]
