from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.engine import reading
from quarterdeck.engine.conversation import Conversation, conversation_of
from quarterdeck.model.content import Message, Part
from quarterdeck.model.principal import Principal

from .exchanges import FINDING_KIT, OPENAI, exchange, policy

ANTHROPIC = "https://api.anthropic.com/v1/messages"
ADA, BOB = Principal("10.0.0.1", "ada"), Principal("10.0.0.1", "bob")


def of(url: str, body: dict[str, Any], principal: Principal = ADA) -> Conversation:
    asked = replace(exchange(url, body), principal=principal)
    return conversation_of(reading(asked, policy("ban: [deepseek]"), FINDING_KIT))


def turns(*said: str) -> dict[str, Any]:
    roles = ("user", "assistant")
    return {"model": "m", "messages": [{"role": roles[at % 2], "content": text} for at, text in enumerate(said)]}


def test_a_conversation_is_the_same_as_it_grows() -> None:
    assert of(OPENAI, turns("hello")) == of(OPENAI, turns("hello", "yes?", "a question"))
    assert not of(OPENAI, turns("hello")).continues


def test_the_newest_message_is_no_beginning_where_it_stands_before_the_others() -> None:
    url = "https://api.cohere.com/v1/chat"
    later = {"model": "m", "message": "and?", "chat_history": [{"role": "USER", "message": "hello"}]}
    assert of(url, {"model": "m", "message": "hello"}) == of(url, later)
    assert of(url, {"model": "m", "message": "and?"}) != of(url, later)


@pytest.mark.parametrize(
    ("url", "body", "principal"),
    [
        (OPENAI, turns("good day"), ADA),
        (OPENAI, turns("hello"), BOB),
        (OPENAI, turns("hello"), Principal("10.0.0.1")),
        (ANTHROPIC, turns("hello"), ADA),
    ],
)
def test_another_beginning_person_or_service_makes_another(
    url: str, body: dict[str, Any], principal: Principal
) -> None:
    assert of(url, body, principal).key != of(OPENAI, turns("hello"), ADA).key


def test_no_name_can_be_made_to_look_like_two() -> None:
    one = of(OPENAI, turns("hello"), Principal("10.0.0.1", "ada\nservice:x"))
    assert one.key != of(OPENAI, turns("hello"), ADA).key


def test_where_the_service_remembers_all_of_it_is_one_conversation() -> None:
    url = "https://api.openai.com/v1/responses"
    first, second = of(url, {"model": "m", "input": "hello"}), of(url, {"model": "m", "input": "and more"})
    assert first == second
    assert first.continues


def test_all_messages_of_a_websocket_belong_to_the_conversation_of_its_handshake() -> None:
    handshake = replace(exchange("https://generativelanguage.googleapis.com/ws"), principal=ADA, protocol="websocket")
    opened = reading(handshake, policy("ban: [deepseek]"), FINDING_KIT)
    for text in ("one", "two"):
        said = Message("gemini", "chat", parts=(Part("/contents/0/parts/0/text", text, "user"),))
        assert conversation_of(replace(opened, message=said)) == conversation_of(opened)


def test_the_key_tells_nothing() -> None:
    assert b"ada" not in of(OPENAI, turns("hello")).key
    assert len(of(OPENAI, turns("hello")).key) == 32
