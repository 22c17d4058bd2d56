"""Hugging Face text generation: what the samples do not show."""

from __future__ import annotations

from .reading import said


def test_an_error_and_odd_tokens_are_read() -> None:
    assert said("hf-inference", {"error": "Input too long", "error_type": "validation"})[0][2] == "Input too long"
    assert said("hf-inference", {"token": "odd"}) == [("/token", "assistant", "odd")]


def test_the_whole_text_is_read_when_it_differs_from_its_tokens() -> None:
    assert said("hf-inference", {"token": {"text": "Ro"}}, {"token": {}, "generated_text": "Paris"}) == [
        ("/generated_text", "assistant", "RoParis")
    ]
