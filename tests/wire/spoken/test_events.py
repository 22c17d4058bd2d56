"""Server-sent events as these answers write them."""

from __future__ import annotations

import json

from quarterdeck.wire.spoken.events import dump, event, stream


def test_an_event_is_a_name_and_data_and_an_empty_line() -> None:
    assert event({"a": "b"}) == 'data: {"a":"b"}\n\n'
    assert event({}, "close", "\r\n") == "event: close\r\ndata: {}\r\n\r\n"
    assert event("[DONE]") == "data: [DONE]\n\n"


def test_no_text_can_end_a_line() -> None:
    text = "a\r\nb\u2028c\u0085d\x0be\x1cf 你"
    assert len(dump({"t": text}).splitlines()) == 1
    assert json.loads(dump({"t": text})) == {"t": text}
    assert stream(event({"t": text})).isascii()
