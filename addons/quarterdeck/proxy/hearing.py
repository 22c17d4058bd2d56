"""The messages of an origin, each judged before it is passed on, where a rule depends on what answers say."""

from __future__ import annotations

import time
from dataclasses import replace

from quarterdeck import wire
from quarterdeck.config.compose import World
from quarterdeck.engine import answer_facts, reading
from quarterdeck.model.decision import Decision
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.facts import Facts
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.policy.evaluate import inspects_answer
from quarterdeck.proxy.judging import Judging
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event


class Hearing(Judging):
    """Judges what is said to a WebSocket of this exchange, by the rules then in force."""

    def __init__(self, exchanged: Exchanged) -> None:
        super().__init__(exchanged)
        facts = exchanged.answer_facts
        self._reader = wire.answer_frames(facts.format if facts else None)

    def hear(self, content: bytes | None) -> Decision | None:
        """The refusal of a message, None when it may pass; its `content` is None when it is too large to be read.

        Raises ValueError without `answer_facts`.
        """
        if self._exchanged.answer_facts is not None:
            # A connection may outlast the hour for which a rule speaks.
            self._exchanged.answer_facts = replace(self._exchanged.answer_facts, time=time.time())
        event = Event(b"", opaque=TOO_LARGE) if content is None else self._reader.read(content)
        return self.judge((event,))


def asked_of_answers(exchange: Exchange, world: World) -> Facts | None:
    """What is known of the answers to a handshake, None when no rule of this world depends on them."""
    if not world.policy.reads_answers:
        return None
    facts = answer_facts(reading(exchange, world.policy, world.kit), world.kit)
    return facts if inspects_answer(world.policy, facts) else None
