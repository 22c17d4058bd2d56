"""The model that an answer says it is from, from its first bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import answer

JSON, SSE = "application/json", "text/event-stream"
GEMINI = b'[{"candidates":[{"content":{"parts":[{"text":"x"}]}}],"modelVersion":"gemini-2.5"}'
OLLAMA = b'{"model":"deepseek-r1:8b","message":{"content":"a"}}\n{"model":"x"}'
TALK = b'{"choices":[{"message":{"content":"{\\"model\\":\\"no\\"}"},"model":"no"}],"usage":{"model":"no"}}'
CHAT = {
    "id": "gen-1",
    "provider": "DeepSeek",
    "model": "deepseek/deepseek-chat",
    "choices": [{"message": {"content": "x"}}],
}


def sse(*events: Any) -> bytes:
    return b": keep-alive\n\n" + b"".join(f"event: e\ndata: {json.dumps(one)}\n\n".encode() for one in events)


@pytest.mark.parametrize(
    ("format_", "kind", "head", "expect"),
    [
        ("openai-chat", JSON, json.dumps(CHAT).encode(), ("provider:DeepSeek", "deepseek/deepseek-chat")),
        ("openai-chat", SSE, sse(CHAT), ("provider:DeepSeek", "deepseek/deepseek-chat")),
        ("openai-chat", "", sse(CHAT), ("provider:DeepSeek", "deepseek/deepseek-chat")),
        ("anthropic-messages", SSE, sse({"type": "message_start", "message": {"model": "claude-x"}}), ("claude-x",)),
        ("openai-responses", SSE, sse({"type": "response.created", "response": {"model": "gpt-5"}}), ("gpt-5",)),
        ("gemini", JSON, GEMINI, ("gemini-2.5",)),
        ("ollama", "application/x-ndjson", OLLAMA, ("deepseek-r1:8b",)),
        ("openai-chat", JSON, b'{"model":"deepseek\\u002dchat","x":', ("deepseek-chat",)),
        ("openai-chat", JSON, b'{"model":"deepsee', ()),
        ("openai-chat", JSON, TALK, ()),
        ("openai-chat", JSON, b"<html>", ()),
        ("openai-chat", JSON, b"", ()),
    ],
)  # fmt: skip
def test_places(format_: str, kind: str, head: bytes, expect: tuple[str, ...]) -> None:
    assert answer.models(format_, kind, head) == expect


@given(st.integers(0, 200))
def test_a_cut_never_gives_another_name(end: int) -> None:
    whole = answer.models(None, JSON, json.dumps(CHAT).encode())
    assert set(answer.models(None, JSON, json.dumps(CHAT).encode()[:end])) <= set(whole)


@given(st.binary(max_size=300), st.sampled_from([JSON, SSE, "application/x-ndjson", ""]))
def test_no_bytes_raise(head: bytes, kind: str) -> None:
    for name in answer.models("ollama", kind, head):
        name.encode()


@given(st.text('{}[],:" \\modelr1', max_size=80))
def test_no_text_raises(text: str) -> None:
    assert isinstance(answer.models(None, JSON, b"{" + text.encode()), tuple)
