"""copilot.microsoft.com: the server's messages of one turn."""

from __future__ import annotations

import json

from quarterdeck.wire.spoken import copilot
from quarterdeck.wire.spoken.turn import Turn

from .asking import INCIDENT, WORDS


def test_a_message_begins_is_filled_and_ends() -> None:
    made = copilot.frames(Turn(INCIDENT, value={"event": "send", "conversationId": "c1"}), WORDS)
    said = [json.loads(one) for one in made or ()]
    assert [one["event"] for one in said] == ["received", "startMessage", "appendText", "partCompleted", "done"]
    assert said[2]["text"] == WORDS
    assert {one["conversationId"] for one in said[:2]} == {"c1"}
    assert len({one["messageId"] for one in said[1:]}) == 1
    assert said[2]["partId"] == said[3]["partId"]
    assert [one["id"] for one in said] == ["0", "1", "2", "3", "4"]


def test_other_events_are_not_answered() -> None:
    assert copilot.frames(Turn(INCIDENT, value={"event": "ping"}), WORDS) is None
    assert copilot.frames(Turn(INCIDENT), WORDS) is None
