"""Answers whose events repeat the whole text so far show the value, and never the beginning of a placeholder."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.wire import rewriting

from ..answers.reading import cut, events, sse, texts
from .standin import PLACEHOLDER, VALUE, StandIn

TEXT = f"To {PLACEHOLDER}, not <PAY {PLACEHOLDER} or <PAYMENT_"


def chatglm(text: str) -> dict[str, Any]:
    return {"parts": [{"logic_id": "a", "content": [{"type": "text", "text": text}]}], "status": "init"}


def meta(text: str) -> dict[str, Any]:
    return {"data": {"node": {"bot_response_message": {"snippet": text, "streaming_state": "STREAMING"}}}}


def chatgpt(text: str) -> dict[str, Any]:
    return {"message": {"author": {"role": "assistant"}, "content": {"content_type": "text", "parts": [text]}}}


def perplexity(text: str) -> dict[str, Any]:
    return {"backend_uuid": "b", "blocks": [{"intended_usage": "ask", "markdown_block": {"answer": text}}]}


def gemini_app(text: str) -> list[Any]:
    candidate = ["rc_1", [text]]
    return [["wrb.fr", None, json.dumps([None, ["c_1"], None, None, [candidate]])]]


def m365(text: str) -> dict[str, Any]:
    return {
        "type": 1,
        "target": "update",
        "arguments": [{"messages": [{"messageId": "m", "author": "bot", "text": text}]}],
    }


def poe(text: str) -> dict[str, Any]:
    added = {"messageId": 7, "author": "bot", "text": text, "state": "incomplete"}
    return {"messages": [json.dumps({"payload": {"data": {"messageAdded": added}}})]}


def so_far(places: list[int]) -> list[str]:
    pieces = [one.decode() for one in cut(TEXT.encode(), places)]
    return ["".join(pieces[: count + 1]) for count in range(len(pieces))]


@pytest.mark.parametrize(
    ("format_name", "make"),
    [
        ("chatglm-web", chatglm),
        ("meta-web", meta),
        ("chatgpt-web", chatgpt),
        ("perplexity-web", perplexity),
        ("gemini-web", gemini_app),
    ],
)
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, len(TEXT)), max_size=20))
def test_a_stream_of_snapshots_shows_the_value(format_name: str, make: Any, places: list[int]) -> None:
    body = sse(*(make(text) for text in so_far(places)))
    rewriter = rewriting.Rewriter(format_name, "text/event-stream", (), StandIn)
    came = b"".join((*rewriter.feed(body), *rewriter.end()))
    found = texts(events(wire.answer(format_name, "text/event-stream"), [came]))
    assert [text for _, _, text in found] == [TEXT.replace(PLACEHOLDER, VALUE)]
    assert came.count(b"\n\n") == body.count(b"\n\n")


@pytest.mark.parametrize(("format_name", "make"), [("m365-copilot", m365), ("poe-web", poe)])
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, len(TEXT)), max_size=20))
def test_messages_of_snapshots_show_the_value(format_name: str, make: Any, places: list[int]) -> None:
    sent = [json.dumps(make(text)) for text in so_far(places)]
    rewriter = rewriting.FrameRewriter(format_name, StandIn)
    came = [one for message in sent for one in rewriter.rewrite(message)] + rewriter.end()
    reader = wire.answer_frames(format_name)
    found = texts(reader.read(one) for one in came)
    assert [text for _, _, text in found] == [TEXT.replace(PLACEHOLDER, VALUE)]
    assert len(came) == len(sent)
