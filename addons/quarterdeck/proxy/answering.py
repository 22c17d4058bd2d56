"""An answer on its way to the client: read event by event, and judged before each piece of it is passed on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

from quarterdeck.engine import judge_answer
from quarterdeck.model.content import Part
from quarterdeck.model.decision import Coverage, Decision
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.answers.reader import AnswerReader

logger = logging.getLogger("quarterdeck.answering")

# Of each text of an answer, in characters, how much is kept to find what lies across two events.
TAIL = 4096


class Answering:
    """Judges the answer of an exchange whose `answer_facts` are known.

    `refused` is the decision that ended the answer, if one did; `cut` makes the bytes that then stand in its place.
    """

    def __init__(self, exchanged: Exchanged, reader: AnswerReader, cut: Callable[[Decision], bytes]) -> None:
        self._exchanged = exchanged
        self._reader = reader
        self._cut = cut
        self._tails: dict[str, str] = {}
        self._opaque: str | None = None
        self._asked = False
        self.models: tuple[str, ...] = ()
        self.decision: Decision | None = None
        self.refused: Decision | None = None
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
    def coverage(self) -> Coverage:
        """How much of the answer could be read."""
        return Coverage.WHOLE if self._reader.opaque is None else Coverage.PART

    @property
    def unread(self) -> tuple[str, ...]:
        """Why the rest could not be."""
        return () if self._reader.opaque is None else (self._reader.opaque,)

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

    def _judge(self, parts: Sequence[Part]) -> Decision:
        facts, world = self._exchanged.answer_facts, self._exchanged.world
        if facts is None:
            raise ValueError("an answer is judged whose exchange never was")
        return judge_answer(facts, self.models, parts, self.unread, world.policy, world.kit)

    def _judged(self, events: Iterable[Event]) -> list[bytes]:
        out: list[bytes] = []
        parts: dict[str, Part] = {}
        models = self.models
        for event in events:
            if event.raw:
                out.append(event.raw)
            models = tuple(dict.fromkeys((*models, *event.models)))
            for part in event.parts:
                before = parts[part.pointer].text if part.pointer in parts else self._tails.get(part.pointer, "")
                parts[part.pointer] = Part(part.pointer, before + part.text, part.role)
        if parts or models != self.models or self._reader.opaque != self._opaque or not self._asked:
            self._asked, self._opaque, self.models = True, self._reader.opaque, models
            decision = self._judge(tuple(parts.values()))
            if decision.refused:
                self.refused = self.decision = decision
                return [self._cut(decision)]
            if not decision.default or decision.shadow:
                self.decision = decision
            self._tails.update({pointer: part.text[-TAIL:] for pointer, part in parts.items()})
        return out
