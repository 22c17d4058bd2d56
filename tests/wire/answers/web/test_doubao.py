"""doubao.com: what the samples do not show."""

from __future__ import annotations

import json

import pytest

from ..reading import said


@pytest.mark.parametrize(
    ("data", "pointer", "text"),
    [
        (json.dumps({"message": {"content": "plain"}}), "/event_data/message/content", "plain"),
        (
            json.dumps({"message": {"content": '{"images":"two of them"}'}}),
            "/event_data/message/content/images",
            "two of them",
        ),
        (json.dumps({"tip": "You may ask"}), "/event_data/tip", "You may ask"),
        ("not json", "/event_data", "not json"),
    ],
)
def test_every_level_may_be_another(data: str, pointer: str, text: str) -> None:
    assert said("doubao-web", {"event_data": data, "event_type": 2001}) == [(pointer, "assistant", text)]
