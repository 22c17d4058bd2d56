"""Events that say that a text is complete are known in each grammar that has them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterdeck.wire.rewriting.closing import closed


@pytest.mark.parametrize(
    ("event", "places"),
    [
        ({"choices": [{"index": 2, "delta": {}, "finish_reason": "stop"}]}, ["/choices/2/"]),
        ({"choices": [{"index": 2, "delta": {}, "finish_reason": None}]}, []),
        ({"type": "content_block_stop", "index": 1}, ["/content/1/"]),
        ({"type": "message_stop"}, [""]),
        ({"type": "response.output_text.done", "output_index": 2, "text": "a"}, ["/output/2/"]),
        ({"type": "response.output_text.delta", "output_index": 2, "delta": "done"}, []),
        ({"p": "/message/status", "o": "replace", "v": "finished_successfully"}, [""]),
        ({"type": "content-end", "index": 0}, [""]),
        ({"candidates": [{"finishReason": "STOP"}]}, ["/candidates/0/"]),
        ({"response": {"candidates": [{"finishReason": "STOP"}]}}, ["/response/candidates/0/"]),
        ({"type": "content_block_delta", "delta": {"text": "stop_"}}, []),
    ],
)
def test_an_event_closes_what_it_says(event: Any, places: list[str]) -> None:
    assert list(closed(json.dumps(event).encode(), "")) == places


def test_a_frame_may_close_by_its_name() -> None:
    assert list(closed(b'{"contentBlockIndex":0}', "contentBlockStop")) == ["/output/message/content/"]


def test_what_is_no_event_closes_nothing() -> None:
    assert list(closed(None, "")) == []
    assert list(closed(b"finish_reason: done", "")) == []
    assert list(closed(b'"finish_reason"', "")) == []
