"""The grammar of an answer by its shape alone."""

from __future__ import annotations

import pytest

from .reading import said


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"choices": [{"message": {"content": "Hi"}}]}, "/choices/0/message/content"),
        ({"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "Hi"}}, "/content/2/text"),
        ({"type": "response.output_text.delta", "delta": "Hi"}, "/output/0/content/0/text"),
        ({"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]}, "/candidates/0/content/parts/0/text"),
        ({"model": "m", "message": {"role": "assistant", "content": "Hi"}}, "/message/content"),
        ({"is_finished": False, "event_type": "text-generation", "text": "Hi"}, "/text"),
        ({"reply": "Hi"}, "/reply"),
    ],
)
def test_a_shape_is_known(document: dict[str, object], pointer: str) -> None:
    assert said("generic", document) == [(pointer, "assistant", "Hi")]
