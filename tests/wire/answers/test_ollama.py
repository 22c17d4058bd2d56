"""Ollama: what the samples do not show."""

from __future__ import annotations

from .reading import said


def test_unknown_members_are_read_and_numbers_are_not() -> None:
    line = {"model": "m", "message": {"content": "Hi", "aside": "psst"}, "note": "and this", "context": [1]}
    assert said("ollama", line) == [
        ("/message/content", "assistant", "Hi"),
        ("/message/aside", "assistant", "psst"),
        ("/note", "assistant", "and this"),
    ]


def test_what_is_no_answer_of_a_model_is_read_string_by_string() -> None:
    assert said("ollama", {"status": "pulling manifest"}) == [("/status", "assistant", "pulling manifest")]
    assert said("ollama", {"model": "m", "message": "odd"}) == [("/message", "assistant", "odd")]
