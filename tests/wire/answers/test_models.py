"""The models that an answer names, where the formats put them, each once."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.wire.answers.models import Models


@pytest.mark.parametrize(
    ("document", "expect"),
    [
        ({"model": "gpt-5", "provider": "DeepSeek"}, ("gpt-5", "provider:DeepSeek")),
        ({"modelVersion": "gemini-2.5"}, ("gemini-2.5",)),
        ({"type": "message_start", "message": {"model": "claude-x"}}, ("claude-x",)),
        ({"type": "response.created", "response": {"model": "gpt-5"}}, ("gpt-5",)),
        ({"response": {"modelVersion": "gemini-3"}}, ("gemini-3",)),
        ({"session": {"model": "gpt-realtime"}}, ("gpt-realtime",)),
        ({"v": {"message": {"metadata": {"model_slug": "gpt-4o"}}}}, ("gpt-4o",)),
        ({"message": {"metadata": {"resolved_model_slug": "o3"}}}, ("o3",)),
        ({"trace": {"promptRouter": {"invokedModelId": "arn:x"}}}, ("arn:x",)),
        ({"display_model": "turbo"}, ("turbo",)),
        ({"result": {"response": {"modelResponse": {"model": "grok-4"}}}}, ("grok-4",)),
        ({"model": "", "provider": "", "response": "model", "message": ["model"]}, ()),
        ({"model": 7, "message": {"model": None}}, ()),
        ({"choices": [{"model": "no", "message": {"content": '{"model":"no"}'}}], "usage": {"model": "no"}}, ()),
    ],
)
def test_places(document: dict[str, Any], expect: tuple[str, ...]) -> None:
    assert Models().new(document) == expect


def test_a_name_is_told_once_and_another_one_again() -> None:
    models = Models()
    assert [models.new({"model": name}) for name in ("a", "a", "b", "a")] == [("a",), (), ("b",), ()]


def test_a_name_can_be_written_down() -> None:
    assert Models().new({"model": "\ud800" + "x" * 5000}) == ("\ufffd" + "x" * 999,)


def test_names_without_end_fill_no_memory() -> None:
    models = Models()
    for number in range(3000):
        models.new({"model": str(number)})
    assert len(models._told) <= 1001
