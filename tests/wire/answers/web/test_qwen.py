"""chat.qwen.ai: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_a_first_event_of_ids_says_nothing_and_an_error_does() -> None:
    assert said("qwen-web", {"response.created": {"chat_id": "c1"}}) == []
    assert said("qwen-web", {"success": False, "data": {"details": "Not now"}}) == [
        ("/data/details", "assistant", "Not now")
    ]
