"""The messages of an origin, each judged before it is passed on, where a rule depends on what answers say.

What rules want taken out of them is found here; `redacting` then rewrites them.
"""

from __future__ import annotations

import time
from dataclasses import replace

from quarterdeck import wire
from quarterdeck.config.compose import World
from quarterdeck.engine import answer_facts, reading
from quarterdeck.engine.holding import held_back
from quarterdeck.model.decision import Decision
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.facts import Facts
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.policy.evaluate import inspects_answer
from quarterdeck.proxy.judging import Judging
from quarterdeck.proxy.redacting import RedactingMessages
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event


class Hearing(Judging):
    """Judges what is said to a WebSocket of this exchange, by the rules then in force.

    `key` (1 to 64 bytes, one for all workers) makes pseudonyms.
    """

    def __init__(self, exchanged: Exchanged, key: bytes) -> None:
        facts, world = exchanged.answer_facts, exchanged.world
        name = facts.format if facts else None
        window = held_back(facts, world.policy, world.kit) if facts else None
        self.redacting = None if window is None else RedactingMessages(name, key=key, window=window)
        super().__init__(exchanged, self.redacting)
        self._reader = wire.answer_frames(name)

    def does(self, facts: Facts, world: World) -> bool:
        """Whether it can do all that the rules of a new world ask for."""
        window = held_back(facts, world.policy, world.kit)
        if window is not None and self.redacting is not None:
            self.redacting.widen(window)
        return window is None or self.redacting is not None

    def hear(self, content: bytes | None) -> Decision | None:
        """The refusal of a message, None when it may pass; its `content` is None when it is too large to be read.

        Raises ValueError without `answer_facts`.
        """
        if self._exchanged.answer_facts is not None:
            # A connection may outlast the hour for which a rule speaks.
            self._exchanged.answer_facts = replace(self._exchanged.answer_facts, time=time.time())
        event = Event(b"", opaque=TOO_LARGE) if content is None else self._reader.read(content)
        return self.judge((event,))

    def torn(self) -> Decision | None:
        """The refusal of what cannot go on as it should, for what must be taken out cannot be."""
        refused = None if self.redacting is None else self.redacting.refused()
        if refused is not None:
            self.refused = self.decision = refused
        return refused


def asked_of_answers(exchange: Exchange, world: World) -> Facts | None:
    """What is known of the answers to a handshake, None when no rule of this world depends on them."""
    if not world.policy.reads_answers:
        return None
    facts = answer_facts(reading(exchange, world.policy, world.kit), world.kit)
    return facts if inspects_answer(world.policy, facts) else None
