"""What was said to a service that keeps the history is known for a while, for whoever said it, and to a bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.engine import reading
from quarterdeck.engine.reading import Reading
from quarterdeck.model.principal import Principal
from quarterdeck.proxy import overheard
from quarterdeck.proxy.overheard import Overheard
from tests.engine.exchanges import FINDING_KIT, OPENAI, exchange, policy, said

CHATGPT = "https://chatgpt.com/backend-api/conversation"
RULES = policy("rules: [{id: r, match: {content: custom.canary}, action: redact}]")


def asked(text: str, who: str = "ada", url: str = CHATGPT, body: Any = None) -> Reading:
    content = {"content_type": "text", "parts": [text]}
    turn = {"action": "next", "model": "auto", "messages": [{"author": {"role": "user"}, "content": content}]}
    stated = replace(exchange(url, body or turn), principal=Principal("10.0.0.1", who))
    return reading(stated, RULES, FINDING_KIT)


def say(heard: Overheard, text: str, now: float = 1000.0, who: str = "ada") -> int:
    """How much is found over this message and those before it."""
    read = asked(text, who)
    before = heard.of(read, now)
    assert before is not None
    found = before.reaching(read, FINDING_KIT.detectors)
    before.add(read)
    return len(found)


def test_what_goes_on_in_the_next_request_is_found() -> None:
    heard = Overheard()
    assert [say(heard, text) for text in ("it is CANAR", "Y-17", "and now?")] == [0, 1, 0]


def test_nobody_goes_on_where_another_was() -> None:
    heard = Overheard()
    assert (say(heard, "it is CANAR"), say(heard, "Y-17", who="bob"), say(heard, "Y-17")) == (0, 0, 1)


def test_it_is_forgotten_after_an_hour_and_the_oldest_before(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Overheard()
    say(heard, "it is CANAR")
    assert say(heard, "Y-17", now=1000.0 + 3601) == 0
    monkeypatch.setattr(overheard, "_MOST", 2)
    for who in ("bob", "eve", "mia"):
        say(heard, "it is CANAR", who=who)
    assert (say(heard, "Y-17", who="mia"), say(heard, "Y-17", who="bob")) == (1, 0)


def test_nothing_is_kept_of_what_is_sent_whole_or_says_nothing() -> None:
    heard = Overheard()
    assert heard.of(asked("", url=OPENAI, body=said("it is CANAR")), 0.0) is None
    assert (
        heard.of(asked("", url="https://api.openai.com/v1/embeddings", body={"model": "m", "input": "a"}), 0.0) is None
    )
    assert heard.of(asked("", body=b"{broken"), 0.0) is None
