"""WebSocket messages come out with the value where the server wrote the placeholder, each its own message."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.wire import rewriting

from ..answers.reading import cut, texts
from .standin import PLACEHOLDER, VALUE, StandIn

TEXT = f"To {PLACEHOLDER}, not <PAY {PLACEHOLDER} or <PAYMENT_"


def delta(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, len(TEXT)), max_size=20))
def test_cut_anywhere_a_placeholder_becomes_its_value(places: list[int]) -> None:
    pieces = [one.decode() for one in cut(TEXT.encode(), places)]
    sent = [json.dumps(delta(one)) for one in pieces]
    sent.append(json.dumps({"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": TEXT}))
    rewriter = rewriting.FrameRewriter("openai-realtime", StandIn)
    came = [one for message in sent for one in rewriter.rewrite(message)] + rewriter.end()
    assert len(came) == len(sent)
    reader = wire.answer_frames("openai-realtime")
    said = texts(reader.read(one) for one in came)
    assert [text for _, _, text in said] == [TEXT.replace(PLACEHOLDER, VALUE)]
    assert json.loads(came[-1])["text"] == TEXT.replace(PLACEHOLDER, VALUE)


def test_a_message_that_ends_in_the_midst_waits_for_the_next_of_its_text() -> None:
    rewriter = rewriting.FrameRewriter("openai-realtime", StandIn)
    assert rewriter.rewrite(json.dumps(delta("a <PAY"))) == []
    assert rewriter.rewrite(b"\xff\x00") == []
    first, binary, last = rewriter.rewrite(json.dumps(delta("MENT_CARD_1>")))
    assert json.loads(first)["delta"] == "a "
    assert binary == b"\xff\x00"
    assert json.loads(last)["delta"] == VALUE


def test_events_written_in_a_string_of_a_message_are_rewritten_in_their_place() -> None:
    def message(text: str) -> str:
        event = f'event: delta\ndata: {{"p":"/message/content/parts/0","o":"append","v":"{text}"}}\n\n'
        return json.dumps([{"type": "message", "payload": {"type": "stream-item", "encoded_item": event}}])

    rewriter = rewriting.FrameRewriter("chatgpt-web", StandIn)
    sent = [message("It is <PAYMENT"), message("_CARD_1> now")]
    came = [one for each in sent for one in rewriter.rewrite(each)] + rewriter.end()
    reader = wire.answer_frames("chatgpt-web")
    assert [text for _, _, text in texts(reader.read(one) for one in came)] == [f"It is {VALUE} now"]
