"""Which turns of a chat are old, and which say no more than can be taken out of them."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.engine import reading
from quarterdeck.engine.turns import Turns, is_inside, turns

from .exchanges import KIT, OPENAI, exchange, policy

ANTHROPIC = "https://api.anthropic.com/v1/messages"
BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3/converse"
COHERE = "https://api.cohere.com/v1/chat"
RULES = policy("ban: [deepseek]")


def of(body: Any, url: str = OPENAI) -> Turns:
    return turns(reading(exchange(url, body), policy("rules: [{id: r, match: {content: '*'}, action: block}]"), KIT))


def test_the_newest_turn_begins_with_the_last_that_the_user_wrote() -> None:
    roles = ("user", "assistant", "user", "assistant", "tool", "assistant")
    found = of({"model": "m", "messages": [{"role": role, "content": f"text {role}"} for role in roles]})
    assert [found.is_old(f"/messages/{n}/content") for n in range(6)] == [True, True, False, False, False, False]
    assert not found.is_old("/model")
    assert not found.is_old("/messages/x")


def test_what_a_tool_said_is_no_word_of_the_users_whoever_sends_it() -> None:
    result = [{"type": "tool_result", "tool_use_id": "t", "content": "result"}]
    of_tool = {"role": "user", "content": result}
    asked = {"role": "user", "content": "a question"}
    assert not of({"model": "m", "messages": [asked, of_tool, of_tool]}, ANTHROPIC).is_old("/messages/0/content")
    converse = [{"text": "a question"}], [{"toolResult": {"toolUseId": "t", "content": [{"text": "result"}]}}]
    body = {"messages": [{"role": "user", "content": content} for content in converse]}
    assert not of(body, BEDROCK).is_old("/messages/0/content/0/text")


def test_where_the_newest_stands_beside_the_others_all_of_these_are_old() -> None:
    history = [{"role": "USER", "message": "hello"}]
    assert of({"model": "m", "message": "and?", "chat_history": history}, COHERE).is_old("/chat_history/0/message")


def test_only_a_chat_has_turns() -> None:
    url = "https://api.openai.com/v1/embeddings"
    assert of({"model": "m", "input": ["one", "two"]}, url).newest == {}
    assert turns(reading(exchange(OPENAI, b"{broken"), RULES, KIT)).newest == {}


WHOLE = [
    ({"role": "user", "content": "a text"}, ["/content"]),
    ({"role": "user", "name": "ada", "content": "a text"}, ["/content"]),
    ({"role": "user", "content": '{"a": "inner"}'}, ["/content"]),
    (
        {"role": "user", "content": [{"type": "text", "text": "t 1"}, {"text": "t 2"}]},
        ["/content/0/text", "/content/1/text"],
    ),
    ({"role": "tool", "tool_call_id": "call_1", "content": "a text"}, ["/content"]),
    (
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [{"text": "said"}]}]},
        ["/content/0/content/0/text"],
    ),
    ({"role": "user", "content": "a text", "name": "not a name"}, []),
    ({"role": "user", "content": "a text", "name": "n" * 65}, []),
    ({"role": "user", "content": "a text", "note": "aside"}, []),
    ({"role": "user", "content": "a text", "a name that tells": 1}, []),
    ({"role": "user", "content": "a text", "number": 12345678901}, []),
    ({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a.b/c.png"}}]}, []),
    (
        {
            "role": "user",
            "content": [
                {"text": "t"},
                {"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0xLjcKJeLjz9MK"}},
            ],
        },
        [],
    ),
    (
        {
            "role": "assistant",
            "content": "a text",
            "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}x"}}],
        },
        [],
    ),
]


@pytest.mark.parametrize(("message", "pointers"), WHOLE)
def test_a_turn_can_be_taken_out_if_its_texts_are_all_it_says(message: dict[str, Any], pointers: list[str]) -> None:
    found = of({"model": "m", "messages": [message, {"role": "user", "content": "next"}]})
    assert sorted(found.whole("/messages/0/content")) == [f"/messages/0{pointer}" for pointer in pointers]
    assert found.whole("/messages/0/anything") == found.whole("/messages/0")
    assert list(found.whole("/messages/1/content")) == ["/messages/1/content"]
    assert not found.whole("/model")


def test_what_stands_in_a_text_is_inside_it() -> None:
    texts = {"/a/b"}
    assert is_inside("/a/b", texts)
    assert is_inside("/a/b/c/d", texts)
    assert not any(is_inside(pointer, texts) for pointer in ("", "/a", "/a/bc", "/a/b!c"))
