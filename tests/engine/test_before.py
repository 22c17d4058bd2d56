"""What begins in one message of a connection and ends in the next is found there, and found once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.engine import decide_on, reading_of_message
from quarterdeck.engine.before import Before
from quarterdeck.engine.reading import Reading
from quarterdeck.engine.redaction import CannotRedact, redacting

from .exchanges import FINDING_KIT, exchange, policy

REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
RULES = policy("rules: [{id: r, match: {content: custom.canary}, action: redact}]")


def said(text: str, role: str = "user", **more: Any) -> Reading:
    item = {"type": "message", "role": role, "content": [{"type": "input_text", "text": text}]}
    body = {"type": "conversation.item.create", "event_id": "e-17", "item": item, **more}
    return reading_of_message(replace(exchange(REALTIME, body), protocol="websocket"), RULES, FINDING_KIT)


def reached(*texts: str) -> list[tuple[str, str]]:
    """What is found in the last of these, with the part in which it begins."""
    before = Before()
    for text in texts[:-1]:
        before.add(said(text))
    found = before.reaching(said(texts[-1]), FINDING_KIT.detectors)
    return [(one.detector, one.part) for one in found]


@pytest.mark.parametrize(
    "texts",
    [
        ("it is CANAR", "Y-17, you know"),
        ("it is CANARY-\n", "  17, you know"),
        ("x" * 3000 + " CAN", "ARY-17 " + "y" * 3000),
        ("it is CAN", "ARY", "-17"),
        ("hello", "and", "so", "on", "to CAN", "ARY-17"),
    ],
)
def test_what_goes_on_in_the_next_message_is_found_there(texts: tuple[str, ...]) -> None:
    (one,) = reached(*texts)
    assert one[0] == "custom.canary"
    assert one[1].startswith("@before/")


@pytest.mark.parametrize(
    "texts", [("of CANARY-17", "and more"), ("CANARY-17", "CANARY-18"), ("hello", "there"), ("a",)]
)
def test_what_was_said_whole_is_not_found_again(texts: tuple[str, ...]) -> None:
    assert reached(*texts) == []


def test_what_was_found_over_two_messages_is_not_found_again_in_the_third() -> None:
    assert len(reached("it is CANAR", "Y-17")) == 1
    assert reached("it is CANAR", "Y-17", "and now?") == []


def test_what_somebody_else_says_is_no_part_of_it() -> None:
    before = Before()
    before.add(said("it is CANAR", "assistant"))
    assert before.reaching(said("Y-17"), FINDING_KIT.detectors) == ()


def test_it_can_only_be_refused_and_the_reason_says_why() -> None:
    before = Before()
    before.add(said("it is CANAR"))
    read = said("Y-17, you know")
    decision = decide_on(read, RULES, FINDING_KIT, found=before.reaching(read, FINDING_KIT.detectors))
    assert len(decision.redactions) == 1
    with pytest.raises(CannotRedact) as raised:
        redacting(read, decision)
    assert raised.value.reason == "over-parts"
    assert "CANAR" not in repr(before)
