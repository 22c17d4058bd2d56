"""Answers of each format come out with the value where the service wrote the placeholder, cut wherever it was."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.wire import rewriting

from ..answers.reading import cut, events, sse, texts
from .standin import PLACEHOLDER, VALUE, StandIn

SAMPLES = sorted((Path(__file__).parent.parent / "answers" / "samples").glob("*/*.yaml"))
SSE = "text/event-stream"


def body_of(file: Path) -> tuple[dict[str, Any], bytes]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    if "frames" in found:
        return found, b""
    return found, found["body"].encode() if "body" in found else base64.b64decode(found["body_base64"])


def out_of(format_name: str | None, kind: str, chunks: list[bytes], codings: tuple[str, ...] = ()) -> list[bytes]:
    rewriter = rewriting.Rewriter(format_name, kind, codings, StandIn)
    return [data for chunk in chunks for data in rewriter.feed(chunk)] + rewriter.end()


def said(format_name: str | None, kind: str, body: bytes) -> list[tuple[str, str]]:
    return [(key, text) for key, _, text in texts(events(wire.answer(format_name, kind), [body]))]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_an_answer_without_a_placeholder_keeps_its_very_bytes(file: Path) -> None:
    found, body = body_of(file)
    if "frames" in found:
        frames = rewriting.FrameRewriter(found["format"], StandIn)
        came = [one for message in found["frames"] for one in frames.rewrite(message)] + frames.end()
        assert came == [one.encode() for one in found["frames"]]
        return
    sent = gzip.compress(body) if "codings" in found else body
    codings = tuple(found.get("codings", ()))
    for chunks in ([sent], [sent[at : at + 1] for at in range(len(sent))]):
        assert b"".join(out_of(found["format"], found["content_type"], chunks, codings)) == body


def deltas(make: Any, pieces: list[str], last: list[Any]) -> bytes:
    return sse(*(make(piece) for piece in pieces), *last)


def chat(text: str) -> dict[str, Any]:
    return {"model": "m", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


def chat_call(text: str) -> dict[str, Any]:
    call = {"index": 0, "function": {"arguments": text}}
    return {"model": "m", "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]}


def anthropic(text: str) -> tuple[str, dict[str, Any]]:
    return "content_block_delta", {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": text},
    }


def anthropic_call(text: str) -> tuple[str, dict[str, Any]]:
    delta = {"type": "input_json_delta", "partial_json": text}
    return "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}


def responses(text: str) -> tuple[str, dict[str, Any]]:
    kind = "response.output_text.delta"
    return kind, {"type": kind, "item_id": "i", "output_index": 0, "content_index": 0, "delta": text}


def responses_call(text: str) -> tuple[str, dict[str, Any]]:
    kind = "response.function_call_arguments.delta"
    return kind, {"type": kind, "item_id": "i", "output_index": 0, "delta": text}


def gemini(text: str) -> dict[str, Any]:
    return {"candidates": [{"index": 0, "content": {"parts": [{"text": text}], "role": "model"}}]}


def cohere(text: str) -> dict[str, Any]:
    return {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": text}}}}


def deepseek(text: str) -> dict[str, Any]:
    return {"p": "response/fragments/0/content", "o": "APPEND", "v": text}


def chatgpt(text: str) -> dict[str, Any]:
    return {"p": "/message/content/parts/0", "o": "append", "v": text}


def doubao(text: str) -> dict[str, Any]:
    content = json.dumps({"text": text})
    return {"event_data": json.dumps({"message": {"content": content}}), "event_type": 2001}


def claude_stop() -> list[Any]:
    return [("content_block_stop", {"type": "content_block_stop", "index": 0})]


FINISH = [{"model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, "[DONE]"]
STREAMS: list[tuple[str, Any, list[Any], bool]] = [
    ("openai-chat", chat, FINISH, False),
    ("openai-chat", chat_call, FINISH, True),
    ("anthropic-messages", anthropic, claude_stop(), False),
    ("anthropic-messages", anthropic_call, claude_stop(), True),
    ("openai-responses", responses, [], False),
    ("openai-responses", responses_call, [], True),
    ("gemini", gemini, [], False),
    ("cohere", cohere, [], False),
    ("deepseek-web", deepseek, [], False),
    ("chatgpt-web", chatgpt, [], False),
    ("doubao-web", doubao, [], False),
    ("qwen-web", chat, FINISH, False),
    ("yuanbao-web", lambda text: {"type": "text", "msg": text}, [], False),
    ("grok-web", lambda text: {"result": {"response": {"token": text}}}, [], False),
    ("kimi-web", lambda text: {"event": "cmpl", "text": text}, [], False),
    ("copilot-web", lambda text: {"event": "appendText", "text": text}, [{"event": "done"}], False),
    (
        "ollama",
        lambda text: {"model": "m", "message": {"role": "assistant", "content": text}, "done": False},
        [],
        False,
    ),
    ("hf-inference", lambda text: {"index": 1, "token": {"text": text, "special": False}}, [], False),
    ("openai-audio", lambda text: {"type": "transcript.text.delta", "delta": text}, [], False),
]


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: f"{stream[0]}{'-call' if stream[3] else ''}")
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_cut_anywhere_a_placeholder_becomes_its_value(stream: tuple[str, Any, list[Any], bool], data: Any) -> None:
    format_name, make, last, nested = stream
    inner = f"To {PLACEHOLDER}, not <PAY {PLACEHOLDER} or <PAYMENT_"
    text = json.dumps({"card": inner}) if nested else inner
    wanted = json.dumps({"card": inner.replace(PLACEHOLDER, VALUE)}) if nested else inner.replace(PLACEHOLDER, VALUE)
    pieces = [one.decode() for one in cut(text.encode(), data.draw(st.lists(st.integers(1, len(text)), max_size=20)))]
    body = deltas(make, pieces, last)
    places = data.draw(st.lists(st.integers(1, len(body)), max_size=8))
    came = b"".join(out_of(format_name, SSE, cut(body, places)))
    assert [one for _, one in said(format_name, SSE, came)] == [wanted]
    assert came.count(b"\n\n") == body.count(b"\n\n")


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_string_of_a_sample_loses_its_place(file: Path) -> None:
    found, body = body_of(file)
    if "frames" in found or "body" not in found or "codings" in found:
        pytest.skip("bytes that cannot be edited as text here")
    marked = body.replace(b"e ", PLACEHOLDER.encode() + b" ")
    before = said(found["format"], found["content_type"], marked)
    for chunks in ([marked], [marked[at : at + 1] for at in range(len(marked))]):
        came = b"".join(out_of(found["format"], found["content_type"], chunks))
        after = said(found["format"], found["content_type"], came)
        # In a text that is JSON itself a value is escaped once more.
        plain = [(key, text.replace(json.dumps(VALUE)[1:-1], VALUE)) for key, text in after]
        assert plain == [(key, text.replace(PLACEHOLDER, VALUE)) for key, text in before]
