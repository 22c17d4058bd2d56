"""grok.com: lines of JSON, as a client that reads the tokens and one that reads the whole message see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .asking import GROK, WORDS, answered, asked


def lines(path: str, **more: Any) -> list[dict[str, Any]]:
    made = answered("grok-web", asked(f"{GROK}/{path}", {"message": "draft it", **more}))
    return [json.loads(line)["result"] for line in made.body.decode().splitlines()]


@pytest.mark.parametrize("path", ["new", "c-1/responses"])
def test_tokens_and_the_whole_message_say_the_same(path: str) -> None:
    said = [one.get("response", one) if path == "new" else one for one in lines(path)]
    assert "".join(one.get("token", "") for one in said) == WORDS
    assert {one["isThinking"] for one in said if "isThinking" in one} == {False}
    message = said[-1]["modelResponse"]
    assert (message["message"], message["sender"], message["partial"]) == (WORDS, "assistant", False)
    assert {one["responseId"] for one in said if "responseId" in one} == {message["responseId"]}
    assert message["webSearchResults"] == []


def test_only_a_new_conversation_is_told_its_id() -> None:
    first = lines("new", temporary=True)[0]["conversation"]
    assert len(first["conversationId"]) == 36
    assert first["temporary"] is True
    assert not any("conversation" in one for one in lines("c-1/responses"))
