"""What a record asks of whoever was coached is what the rules of now ask, while it is fresh."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.proxy.coached import Asked, asked_of, incident_of, lasts
from tests.proxy.deck import world

RULES = """\
policy: p
rules:
  - {id: think, match: {service: openai-chatgpt}, action: coach, message: "Think about {service} first."}
  - {id: ticket, match: {category: chatbot}, action: coach, coach: {grant: 8h, ask: [ticket]}, suggest: [openai-api]}
  - {id: trial, match: {category: chatbot}, action: coach, mode: shadow}
  - {id: later, match: {category: chatbot}, action: coach, from: 2090-01-01}
  - {id: keep, match: {content: secrets.*}, action: redact}
"""
WORLD = world(RULES)
AT = 1_700_000_000.0
RECORD: dict[str, Any] = {
    "event": "decision",
    "incident": "qd-0001",
    "action": "coach",
    "time": "2023-11-14T22:13:20.000Z",
    "rules": ["p/think", "p/ticket", "p/trial", "p/later", "p/keep", "p/gone"],
    "service": "openai-chatgpt",
    "scheme": "https",
    "host": "chatgpt.com",
    "port": 443,
    "method": "GET",
    "path": "/c/1",
}


def asks(**changed: object) -> Asked | None:
    return asked_of({**RECORD, **changed}, WORLD, AT + 60, "Acme")


def test_the_rules_that_coach_now_are_asked_about():
    found = asks()
    assert found is not None
    assert [rule.name for rule in found.rules] == ["p/think", "p/ticket"]
    assert found.ask == ("reason", "ticket")
    assert (found.lasts, [lasts(rule) for rule in found.rules]) == (28_800, [604_800, 28_800])
    assert (found.service, found.host, found.incident) == ("openai-chatgpt", "chatgpt.com", "qd-0001")
    assert found.said.reasons[0].text == "Think about ChatGPT (web/apps) first."
    assert [option.name for option in found.said.options] == ["OpenAI API platform"]


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "block"},
        {"event": "grant"},
        {"event": "connection"},
        {"rules": ["p/keep", "p/gone", "p/trial", "p/later"]},
        {"time": "2023-11-13T22:13:20.000Z"},
        {"time": "yesterday"},
        {"time": None},
    ],
)
def test_nothing_is_asked_where_nothing_can_be_granted(changed: dict[str, object]):
    assert asks(**changed) is None


@pytest.mark.parametrize(
    ("changed", "back"),
    [
        ({}, "https://chatgpt.com/c/1"),
        ({"port": 8443}, "https://chatgpt.com:8443/c/1"),
        ({"scheme": "http", "port": 80}, "http://chatgpt.com/c/1"),
        ({"method": "POST"}, ""),
        ({"path": None}, ""),
        ({"scheme": "javascript"}, ""),
        ({"path": "/a b"}, ""),
    ],
)
def test_only_a_page_can_be_gone_back_to(changed: dict[str, object], back: str):
    found = asks(**changed)
    assert found is not None
    assert found.back == back


@pytest.mark.parametrize(
    ("path", "incident"),
    [
        ("/coach/qd-0001", "qd-0001"),
        ("/coach/qd-0001/", "qd-0001"),
        ("/coach/qd-0001?x=1", "qd-0001"),
        ("/coach/", None),
        ("/coach/../ca", None),
        ("/coach/qd-0001/x", None),
        ("/incident/qd-0001", None),
        ("/coach/" + "x" * 65, None),
        ("/coach/qd%2d0001", None),
    ],
)
def test_the_address_names_the_incident(path: str, incident: str | None):
    assert incident_of(path) == incident
