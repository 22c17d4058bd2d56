"""Microsoft 365 Copilot: SignalR's messages of one call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterdeck.wire.spoken import m365
from quarterdeck.wire.spoken.turn import Turn

from .asking import INCIDENT, WORDS


@pytest.mark.parametrize("kind", [1, 4])
def test_a_call_is_updated_finished_and_completed(kind: int) -> None:
    value = {"type": kind, "target": "chat", "invocationId": "7", "arguments": [{"requestId": "r-1"}]}
    made = m365.frames(Turn(INCIDENT, value=value), WORDS) or ()
    assert all(one.endswith("\x1e") and one.count("\x1e") == 1 for one in made)
    update, item, completion = (json.loads(one[:-1]) for one in made)
    (said,) = update["arguments"][0]["messages"]
    assert (said["text"], said["author"]) == (WORDS, "bot")
    assert item["item"]["messages"] == [said]
    assert item["item"]["result"] == {"value": "Success"}
    assert {one["invocationId"] for one in (item, completion)} == {"7"}
    assert update["arguments"][0]["requestId"] == "r-1"
    assert (update["type"], item["type"], completion["type"]) == (1, 2, 3)


@pytest.mark.parametrize("value", [{"type": 6}, {"type": 1, "target": "log"}, {"type": 2, "target": "chat"}, {}])
def test_other_messages_are_not_answered(value: dict[str, Any]) -> None:
    assert m365.frames(Turn(INCIDENT, value=value), WORDS) is None
