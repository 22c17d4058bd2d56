"""The ends of what people said to services that keep the history themselves, so that only the newest message is sent.

In the memory of one worker, bounded, and forgotten after an hour: what goes on from there is found, as far as both
messages reach the same worker.
"""

from __future__ import annotations

from collections import OrderedDict

from quarterdeck.engine.before import Before
from quarterdeck.engine.conversation import conversation_of
from quarterdeck.engine.reading import Reading
from quarterdeck.model.content import Message

_CHAT = "chat"
_MOST = 2_000
_HOUR = 3600.0


class Overheard:
    """Conversations by the keys of `engine.conversation`, the least recently used first."""

    def __init__(self) -> None:
        self._ends: OrderedDict[bytes, tuple[float, Before]] = OrderedDict()

    def of(self, reading: Reading, now: float) -> Before | None:
        """What was said before a request; None where the service is sent all of it, or nothing is said."""
        message = reading.message
        if not isinstance(message, Message) or message.activity != _CHAT or not message.parts:
            return None
        talk = conversation_of(reading)
        if not talk.continues:
            return None
        when, before = self._ends.pop(talk.key, (now, Before()))
        if now - when > _HOUR:
            before = Before()
        self._ends[talk.key] = now, before
        if len(self._ends) > _MOST:
            self._ends.popitem(last=False)
        return before
