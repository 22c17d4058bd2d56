"""An answer as far as it has come, judged event by event, with a tail of each text for what lies across two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quarterdeck.engine import judge_answer
from quarterdeck.engine.seen import Cut
from quarterdeck.model.content import Part
from quarterdeck.model.decision import Action, Coverage, Decision
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.noticed import Noticed
from quarterdeck.proxy.redacting import Redacting
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event

# Of each text of an answer, in characters, how much is kept to find what lies across two events.
TAIL = 4096
# Texts of one answer of which a tail is kept. More than so many at a time is no model's way to speak.
MOST_TEXTS = 4096


class Judging:
    """Judges the answer of an exchange whose `answer_facts` are known.

    `decision` is the last in which a rule spoke, and `refused` the one that ended the answer, if one did. `models` are
    all names that the answer gave, `unread` the reasons why some of it could not be read, and `noticed` is what rules
    found in it. `redacting` takes out of it what rules want taken out of it.
    """

    def __init__(self, exchanged: Exchanged, redacting: Redacting | None = None) -> None:
        self._exchanged = exchanged
        self._redacting = redacting
        # Characters of each text that were said so far.
        self._ends: dict[str, int] = {}
        self._tails: dict[str, str] = {}
        self._asked = False
        # Whether what comes next may go on with a text.
        self._goes_on = True
        self.noticed = Noticed()
        self.models: tuple[str, ...] = ()
        self.unread: tuple[str, ...] = ()
        self.decision: Decision | None = None
        self.refused: Decision | None = None

    @property
    def coverage(self) -> Coverage:
        """How much of the answer could be read."""
        return Coverage.PART if self.unread else Coverage.WHOLE

    @property
    def redacted(self) -> int:
        """How many stretches of the answer have been replaced."""
        return 0 if self._redacting is None or self.refused is not None else self._redacting.count

    def judge(self, events: Iterable[Event], opaque: str | None = None) -> Decision | None:
        """The refusal of these events, None when they may pass, but for what is taken out of them.

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
                self._ends[part.pointer] = self._ends.get(part.pointer, 0) + len(part.text)
        unread = _with(unread, opaque)
        if len(self._tails.keys() | parts.keys()) > MOST_TEXTS:
            unread = _with(unread, TOO_LARGE)
            self._tails.clear()
        if self._redacting is None and len(self._ends) > MOST_TEXTS:
            # Where a text began that is remembered no longer, nobody needs to know.
            self._ends = {pointer: len(text) for pointer, text in self._tails.items()}
            self._ends |= {pointer: len(part.text) for pointer, part in parts.items()}
        if self._asked and not parts and models == self.models and unread == self.unread:
            return None
        self._asked, self.models, self.unread = True, models, unread
        decision = self._decide(tuple(parts.values()))
        if decision.refused:
            self.refused = self.decision = decision
            return decision
        if not decision.default or decision.shadow:
            self.decision = decision
        taken = self._redacting.decision if self._redacting is not None else None
        if taken is not None and (self.decision is None or self.decision.action <= Action.REDACT):
            self.decision = taken
        self._tails.update({pointer: part.text[-TAIL:] for pointer, part in parts.items()})
        return None

    def _decide(self, parts: Sequence[Part]) -> Decision:
        facts, world = self._exchanged.answer_facts, self._exchanged.world
        if facts is None:
            raise ValueError("an answer is judged whose exchange never was")
        cut = Cut({part.pointer: self._ends[part.pointer] - len(part.text) for part in parts}, goes_on=self._goes_on)
        decision = judge_answer(facts, self.models, parts, self.unread, world.policy, world.kit, cut)
        self.noticed.add(decision)
        return decision if self._redacting is None else self._redacting.take(decision, parts, self._ends)


def _with(reasons: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return reasons if one is None or one in reasons else (*reasons, one)
