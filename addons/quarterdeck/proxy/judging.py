"""An answer as far as it has come, judged event by event, with a tail of each text for what lies across two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quarterdeck.engine import judge_answer
from quarterdeck.model.content import Part
from quarterdeck.model.decision import Coverage, Decision
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event

# Of each text of an answer, in characters, how much is kept to find what lies across two events.
TAIL = 4096
# Texts of one answer of which a tail is kept. More than so many at a time is no model's way to speak.
MOST_TEXTS = 4096


class Judging:
    """Judges the answer of an exchange whose `answer_facts` are known.

    `decision` is the last in which a rule spoke, and `refused` the one that ended the answer, if one did. `models` are
    all names that the answer gave, `unread` the reasons why some of it could not be read.
    """

    def __init__(self, exchanged: Exchanged) -> None:
        self._exchanged = exchanged
        self._tails: dict[str, str] = {}
        self._asked = False
        self.models: tuple[str, ...] = ()
        self.unread: tuple[str, ...] = ()
        self.decision: Decision | None = None
        self.refused: Decision | None = None

    @property
    def coverage(self) -> Coverage:
        """How much of the answer could be read."""
        return Coverage.PART if self.unread else Coverage.WHOLE

    def judge(self, events: Iterable[Event], opaque: str | None = None) -> Decision | None:
        """The refusal of these events, None when they may pass.

        `opaque` says why the answer could not be read, where no event does. Raises ValueError without `answer_facts`.
        """
        parts: dict[str, Part] = {}
        models, unread = self.models, self.unread
        for event in events:
            models = tuple(dict.fromkeys((*models, *event.models)))
            unread = _with(unread, event.opaque)
            for part in event.parts:
                before = parts[part.pointer].text if part.pointer in parts else self._tails.get(part.pointer, "")
                parts[part.pointer] = Part(part.pointer, before + part.text, part.role)
        unread = _with(unread, opaque)
        if len(self._tails.keys() | parts.keys()) > MOST_TEXTS:
            unread = _with(unread, TOO_LARGE)
            self._tails.clear()
        if self._asked and not parts and models == self.models and unread == self.unread:
            return None
        self._asked, self.models, self.unread = True, models, unread
        decision = self._decide(tuple(parts.values()))
        if decision.refused:
            self.refused = self.decision = decision
            return decision
        if not decision.default or decision.shadow:
            self.decision = decision
        self._tails.update({pointer: part.text[-TAIL:] for pointer, part in parts.items()})
        return None

    def _decide(self, parts: Sequence[Part]) -> Decision:
        facts, world = self._exchanged.answer_facts, self._exchanged.world
        if facts is None:
            raise ValueError("an answer is judged whose exchange never was")
        return judge_answer(facts, self.models, parts, self.unread, world.policy, world.kit)


def _with(reasons: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return reasons if one is None or one in reasons else (*reasons, one)
