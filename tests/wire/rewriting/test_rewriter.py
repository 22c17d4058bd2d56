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
from quarterdeck.wire.answers.framed import EventStream
from quarterdeck.wire.rewriting.editable import editable

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


def restored(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # In a text that is JSON itself a value is escaped once more.
    return [(key, text.replace(json.dumps(VALUE)[1:-1], VALUE)) for key, text in found]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_string_of_a_sample_loses_its_place(file: Path) -> None:
    found, body = body_of(file)
    name, kind = found["format"], found.get("content_type", "")
    if "frames" in found:
        marked = [one.replace("e ", f"{PLACEHOLDER} ") for one in found["frames"]]
        rewriter = rewriting.FrameRewriter(name, StandIn)
        frames = [one for message in marked for one in rewriter.rewrite(message)] + rewriter.end()
        assert len(frames) == len(marked)
        readers = wire.answer_frames(name), wire.answer_frames(name)
        before = [(key, text) for key, _, text in texts(readers[0].read(one) for one in marked)]
        after = [(key, text) for key, _, text in texts(readers[1].read(one) for one in frames)]
        assert restored(after) == [(key, text.replace(PLACEHOLDER, VALUE)) for key, text in before]
        return
    marked_body = mark(kind, body)
    before = said(name, kind, marked_body)
    for chunks in ([marked_body], [marked_body[at : at + 1] for at in range(len(marked_body))]):
        came = b"".join(out_of(name, kind, chunks))
        assert restored(said(name, kind, came)) == [(key, text.replace(PLACEHOLDER, VALUE)) for key, text in before]


def mark(kind: str, body: bytes) -> bytes:
    """The body with a placeholder in its texts."""
    if "eventstream" not in kind:
        return body.replace(b"e ", PLACEHOLDER.encode() + b" ")
    out = b""
    transport = EventStream()
    for record in transport.feed(body):
        event = editable(record, transport)
        for leaf in event.leaves():
            if leaf.holds is None and leaf.name in ("text", "generation", "content", "input"):
                leaf.new = f"{PLACEHOLDER}{leaf.text}"
        out += event.render()
    return out


def test_a_placeholder_cut_over_chunks_of_bedrock_becomes_its_value() -> None:
    found, body = body_of(next(file for file in SAMPLES if file.stem == "invoke-stream-anthropic"))
    assert any(
        PLACEHOLDER in text for _, text in said("bedrock", found["content_type"], mark(found["content_type"], body))
    )
    transport = EventStream()
    pieces = iter(("of <PAYM", "ENT_CARD_1> it"))
    sent = b""
    for record in transport.feed(body):
        event = editable(record, transport)
        for leaf in event.leaves():
            if leaf.holds is None and leaf.name == "text" and leaf.text:
                leaf.new = next(pieces, "")
        sent += event.render()
    came = b"".join(out_of("bedrock", found["content_type"], [sent]))
    assert [text for _, text in said("bedrock", found["content_type"], came)] == [f"of {VALUE} it"]


def test_events_that_change_nothing_keep_their_bytes_beside_those_that_change() -> None:
    before, ping = sse(chat("It  is ")), b': ping\n\nid: 7\ndata: {"choices" : [], "x": "\\u0041"}\n\n'
    body = before + ping + sse(chat(PLACEHOLDER)) + sse(*FINISH)
    came = b"".join(out_of("openai-chat", SSE, [body]))
    assert came == before + ping + sse(chat(VALUE)) + sse(*FINISH)


def test_a_stream_stays_a_stream() -> None:
    rewriter = rewriting.Rewriter("openai-chat", SSE, (), StandIn)
    for text in ("One ", "two", " <b>", " three"):
        assert b"".join(rewriter.feed(sse(chat(text)))) == sse(chat(text))
    assert rewriter.feed(sse(chat("of <PAYMENT"))) == []
    assert rewriter.feed(sse(chat("_CARD_1>"))) == [sse(chat("of ")), sse(chat(VALUE))]


def test_a_text_that_ends_with_the_event_that_says_so_is_complete_in_it() -> None:
    event = chat("of <PAYMENT")
    event["choices"][0]["finish_reason"] = "length"
    rewriter = rewriting.Rewriter("openai-chat", SSE, (), StandIn)
    assert rewriter.feed(sse(event)) == [sse(event)]


def test_arguments_of_a_call_are_rewritten_as_text_and_as_an_object() -> None:
    arguments = json.dumps({"card": PLACEHOLDER})
    call = {"id": "c", "type": "function", "function": {"name": "pay", "arguments": arguments}}
    body = json.dumps({"choices": [{"index": 0, "message": {"content": None, "tool_calls": [call]}}]}).encode()
    came = json.loads(rewriting.rewrite_whole("openai-chat", "application/json", (), body, StandIn))
    inner = came["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(inner) == {"card": VALUE}
    parts = [{"functionCall": {"name": "pay", "args": {"card": f"{PLACEHOLDER} <PAY"}}}]
    gemini_body = json.dumps({"candidates": [{"content": {"parts": parts}}]}).encode()
    came = json.loads(rewriting.rewrite_whole("gemini", "application/json", (), gemini_body, StandIn))
    assert came["candidates"][0]["content"]["parts"][0]["functionCall"]["args"] == {"card": f"{VALUE} <PAY"}


def test_an_answer_whole_is_complete_at_its_end_and_comes_without_its_codings() -> None:
    body = json.dumps({"choices": [{"message": {"content": f"{PLACEHOLDER} or <PAYMENT"}}]}).encode()
    came = rewriting.rewrite_whole("openai-chat", "application/json", ("gzip",), gzip.compress(body), StandIn)
    assert json.loads(came)["choices"][0]["message"]["content"] == f"{VALUE} or <PAYMENT"


def test_what_does_not_decode_passes_as_it_came_and_is_told() -> None:
    rewriter = rewriting.Rewriter("openai-chat", SSE, ("unheard-of",), StandIn)
    assert rewriter.feed(b"data: <PAYMENT_CARD_1>\n\n") == [b"data: <PAYMENT_CARD_1>\n\n"]
    assert not rewriter.decodes
    assert rewriter.opaque == "unknown-encoding"


def test_a_text_without_events_is_rewritten_too() -> None:
    sent = [b"It is <PAY", b"MENT_CARD_1> or <P"]
    assert b"".join(out_of(None, "text/plain", sent)).decode() == f"It is {VALUE} or <P"


def test_a_text_repeated_by_later_events_is_rewritten_in_each() -> None:
    done = {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": f"a {PLACEHOLDER}"}
    item = {"type": "message", "content": [{"type": "output_text", "text": f"a {PLACEHOLDER}"}]}
    final = {"type": "response.completed", "response": {"output": [item]}}
    body = sse(responses("a <PAYMENT_"), responses("CARD_1>"), done, final)
    came = b"".join(out_of("openai-responses", SSE, [body]))
    assert came.count(json.dumps(f"a {VALUE}").encode()) == 2
    assert said("openai-responses", SSE, came) == [("/output/0/content/0/text", f"a {VALUE}")]


def test_lines_of_ollama_are_rewritten_over_their_ends() -> None:
    lines = [{"model": "m", "response": text, "done": False} for text in ("a <PAYMENT", "_CARD_1>")]
    lines.append({"model": "m", "response": " <PAY", "done": True})
    body = b"".join(json.dumps(one).encode() + b"\n" for one in lines)
    came = b"".join(out_of("ollama", "application/x-ndjson", [body]))
    assert [json.loads(one)["response"] for one in came.splitlines()] == ["a ", VALUE, " <PAY"]
