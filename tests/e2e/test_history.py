"""What was refused in a conversation is taken out of its history; its user is not refused again for it."""

from __future__ import annotations

from typing import Any

import pytest

from .harness.clients import httpx_client
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

RULES = """\
policy: history
owner: security@example.org
detectors:
  - {id: pii.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
  - {id: custom.banner, regex: 'BANNER-[0-9]', hits: [BANNER-1], misses: [BANNER]}
rules:
  - id: no-project
    match: {content: {detector: [pii.project, custom.banner]}}
    action: block
    reason: This stays here.
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
PROJECT = "PRJ-750913"
MINE = {"role": "user", "content": f"What of {PROJECT}?"}
REFUSED = {"role": "assistant", "content": "I could not be asked that."}
NEXT = {"role": "user", "content": "Then tell me of the weather."}


def chat(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"model": "m", "messages": list(messages)}


@pytest.fixture
def blocking(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"history.yaml": RULES}, workers=2)


def test_a_conversation_goes_on_after_a_refusal_and_what_was_refused_never_leaves(
    blocking: Quarterdeck, world: World
) -> None:
    # Each request is on a connection of its own, and so at either worker.
    def ask(*messages: dict[str, str]) -> Any:
        with httpx_client(blocking) as client:
            return client.post(CHAT, json=chat(*messages))

    assert ask(MINE).status_code == 403
    for more in ([MINE, REFUSED, NEXT], [MINE, NEXT], [MINE, REFUSED, NEXT, REFUSED, NEXT]):
        answer = ask(*more)
        assert answer.status_code == 200
        assert answer.headers["quarterdeck-redacted"] == "1"
        line = blocking.record_of(answer.headers["quarterdeck-incident"])
        assert (line["action"], line["outcome"]) == ("redact", "rewritten")
        assert line["rules"] == ["quarterdeck/old-findings"]
        assert line["findings"] == {"pii.project": 1}
    assert world.saw(b"What of <PROJECT_1>?")
    again = ask(MINE, REFUSED, MINE)
    assert again.status_code == 403
    assert blocking.record_of(again.headers["quarterdeck-incident"])["outcome"] == "refused"
    assert ask(MINE, REFUSED, NEXT).status_code == 200
    assert world.saw(PROJECT.encode()) == []


def test_of_a_turn_that_was_marked_nothing_leaves_later(blocking: Quarterdeck, world: World) -> None:
    plan = {"role": "user", "content": [{"type": "text", "text": text} for text in ("BANNER-1", "the-plan-of-may")]}
    with httpx_client(blocking) as client:
        assert client.post(CHAT, json=chat(plan)).status_code == 403
        answer = client.post(CHAT, json=chat(plan, REFUSED, NEXT))
    assert answer.status_code == 200
    assert answer.headers["quarterdeck-redacted"] == "2"
    assert world.saw(b"the-plan-of-may") == []
    assert world.saw(b"BANNER-1") == []
