"""Somebody who was coached says why and goes on; what other rules take out is still taken out."""

from __future__ import annotations

import pytest

from .harness.clients import httpx_client
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

RULES = """\
policy: coaching
owner: security@example.org
detectors:
  - {id: custom.project, regex: 'PRJ-[0-9]{6}', hits: [PRJ-123456], misses: [PRJ-12]}
rules:
  - id: think-first
    match: {host: openrouter.ai}
    action: coach
    coach: {grant: 7d, ask: [reason, ticket]}
    reason: This service keeps what you write.
    suggest: [m365-copilot]
  - id: no-project
    match: {content: custom.project}
    action: redact
    reason: The names of projects stay here.
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
PROJECT = "PRJ-482913"
BODY = {"model": "m", "messages": [{"role": "user", "content": f"What is {PROJECT}?"}]}
ANSWER = {"reason": "I compare models for the procurement of 2027.", "ticket": "SEC-42"}


@pytest.fixture
def coaching(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"coaching.yaml": RULES}, fresh=True, workers=2)


def test_a_program_says_why_and_goes_on(coaching: Quarterdeck, world: World) -> None:
    with httpx_client(coaching) as client:
        stopped = client.post(CHAT, json=BODY)
        incident = stopped.headers["quarterdeck-incident"]
        page = f"http://quarterdeck.proxy/coach/{incident}"
        assert stopped.status_code == 403
        assert f"To go on, say why at {page}." in stopped.json()["error"]["message"]
        assert world.saw(b"What is") == []

        form = client.get(page, headers={"accept": "application/json"}).json()
        assert (form["ask"], form["lasts"], form["instead"]) == (
            ["reason", "ticket"],
            "1 week",
            ["Microsoft 365 Copilot"],
        )
        granted = client.post(page, data=ANSWER, headers={"accept": "application/json"})
        assert granted.status_code == 200, granted.text

    for _ in range(6):  # whichever worker takes the connection
        with httpx_client(coaching) as client:
            answer = client.post(CHAT, json=BODY)
            assert answer.status_code == 200, answer.text
            line = coaching.record_of(answer.headers["quarterdeck-incident"])
            assert (line["action"], line["outcome"]) == ("redact", "rewritten")
            assert line["granted"] == ["coaching/think-first"]
    assert world.saw(b"What is <PROJECT_1>?")
    assert world.saw(PROJECT.encode()) == []
    line = coaching.wait_record(lambda line: line["event"] == "grant", "the record of the grant")
    assert (line["incident"], line["reason"], line["ticket"]) == (incident, ANSWER["reason"], ANSWER["ticket"])
    assert line["rules"] == ["coaching/think-first"]
