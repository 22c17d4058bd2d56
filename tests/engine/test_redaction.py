"""What must not leave is taken out of a request, all of it, or the request is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import decide_on, reading
from quarterdeck.engine.redaction import CannotRedact, Redacting, redacting
from quarterdeck.redact.names import names_of

from .exchanges import KIT, OPENAI, exchange, policy, said

FINDING = replace(
    KIT,
    detectors=Detectors((Pattern("pii.payment-card", r"\b4[0-9]{15}\b"), Pattern("secrets.key", r"\bkey-[a-z]{8}\b"))),
)
CARD, KEY = "4111111111111111", "key-abcdefgh"
REDACT = 'rules: [{id: r, match: {content: "*"}, action: redact%s}]'


def wanted(body: Any, options: str = "", url: str = OPENAI) -> Redacting:
    rules = policy(REDACT % options)
    read = reading(exchange(url, body), rules, FINDING)
    return redacting(read, decide_on(read, rules, FINDING))


def sent(found: Redacting) -> Any:
    return json.loads(found.rewritten(names_of(found.named, found.avoid), b"key"))


def test_the_service_sees_placeholders_and_nothing_else_changes() -> None:
    body = said(f"my card {CARD}, again {CARD}, and {KEY}")
    found = wanted(body)
    assert sent(found) == said("my card <PAYMENT_CARD_1>, again <PAYMENT_CARD_1>, and <KEY_1>")
    assert found.count == 3


def test_tool_calls_and_their_results_are_texts_like_any() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "pay", "arguments": json.dumps({"card": CARD})}}
    body = {
        "model": "gpt-4o",
        "messages": [
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": f"paid with {CARD}"},
        ],
    }
    first, second = sent(wanted(body))["messages"]
    assert json.loads(first["tool_calls"][0]["function"]["arguments"]) == {"card": "<PAYMENT_CARD_1>"}
    assert second["content"] == "paid with <PAYMENT_CARD_1>"


def test_a_mask_and_a_pseudonym_need_no_name() -> None:
    masked = wanted(said(f"card {CARD}"), ", redact: {style: mask}")
    assert masked.named == ()
    assert sent(masked) == said("card ****1111")
    other = wanted(said(f"card {CARD}"), ", redact: {style: pseudonym}")
    text = sent(other)["messages"][0]["content"]
    assert CARD not in text
    assert len(text) == len(f"card {CARD}")


def test_what_reads_like_a_placeholder_already_is_no_new_one() -> None:
    assert sent(wanted(said(f"<PAYMENT_CARD_1> or {CARD}"))) == said("<PAYMENT_CARD_1> or <PAYMENT_CARD_2>")


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (said("hello"), f"{OPENAI}?card={CARD}", "beside-the-body"),
        ({**said("hello"), "n": int(CARD)}, OPENAI, "not-text"),
    ],
)
def test_what_cannot_be_reached_is_told(body: Any, url: str, reason: str) -> None:
    with pytest.raises(CannotRedact, match=reason):
        sent(wanted(body, url=url))
