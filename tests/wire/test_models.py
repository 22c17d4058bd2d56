"""Every model that a request could be served by."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import models
from quarterdeck.wire.models import Models

from .test_json_strict import VALUES


@pytest.mark.parametrize(
    ("body", "names", "known"),
    [
        ({"model": "a"}, ["a"], True),
        ({}, [], False),
        ({"model": None}, [], False),
        ({"model": ""}, [], False),
        ({"model": " "}, [], False),
        ({"model": "\ufeff\0"}, [], False),
        ({"model": "\u200ba\ufeff,\0b\xa0"}, ["a", "b"], True),
        ({"model": 7}, [], False),
        ({"model": ["a", "b"]}, ["a", "b"], False),
        ({"model": {"id": "a"}}, ["a"], False),
        ({"model": "a,b , c/openai"}, ["a", "b", "c/openai"], True),
        ({"model": "a", "models": ["b", {"model": "c"}, {"id": "d"}, 7]}, ["a", "b", "c", "d"], True),
        ({"model": "a", "fallbacks": ["b", {"model": "c"}, {"a": ["d"]}]}, ["a", "b", "c", "d"], True),
        ({"model": "a", "fallbacks": {"": ["b"], " c ": []}}, ["a", "b", "c"], True),
        ({"model": "a", "extra_body": {"models": ["b"], "provider": {"only": ["P"]}}}, ["a", "b", "provider:P"], True),
        ({"model": "a", "plugins": [{"id": "auto-router", "allowed_models": ["b/*"]}]}, ["a", "b/*"], True),
        ({"model": "a", "Model": "b"}, ["a", "b"], True),
        ({"MODEL": "b"}, ["b"], False),
        ({" model ": "b"}, ["b"], False),
        ({"model": "a", "tools": [{"type": "image_generation", "model": "b"}]}, ["a", "b"], True),
        ({"model": "a", "messages": [{"role": "user", "content": "x", "model": "talk"}]}, ["a"], True),
        ({"model": "a", "tools": [{"parameters": {"properties": {"model": {"name": "talk"}}}}]}, ["a"], True),
        ({"model": "a", "provider": {"ignore": ["P"]}}, ["a"], True),
        ({"model": "a", "preset": "mine"}, ["a"], False),
        ({"model": "x" * 1001}, ["x" * 1000], False),
    ],
)
def test_named(body: dict[str, Any], names: list[str], known: bool) -> None:
    assert models.named(body) == Models(tuple(names), known)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("openrouter/auto", True), ("auto", True), ("model-router", True), ("@preset/mine", True),
        ("dynamic/route", True), ("openrouter/horizon-alpha", True), ("martian/router:v2", True), ("default", True),
        ("AUTO", True),
        ("gpt-4o", False), ("automatic-1", False), ("openrouter/deepseek/deepseek-chat", False), ("autogen-7b", False),
        ("meta/llama-3-router-8b", False), ("deepseek-chat", False),
    ],
)  # fmt: skip
def test_names_behind_which_the_far_side_chooses(name: str, there: bool) -> None:
    assert models.chosen_there(name) is there
    assert models.one(name).known is not there


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("gpt-4o", True), ("o3-mini", True), ("prod-DeepSeek-R1", True), ("deep_seek_v3", True),
        ("text-embedding-ada", True), ("phi-4", True), ("mistral-large", True), ("assistant1", False),
        ("prod-chat", False), ("foo3", False), ("my-bot", False),
    ],
)  # fmt: skip
def test_names_that_a_maker_gave(name: str, known: bool) -> None:
    assert models.recognized(name) is known


@given(st.dictionaries(st.sampled_from(["model", "models", "fallbacks", "provider", "order", "Model", "x"]), VALUES))
def test_no_value_raises(body: dict[str, Any]) -> None:
    assert all(isinstance(name, str) and name for name in models.named(body).names)


def test_keys_fold_as_forgiving_parsers_fold_them() -> None:
    assert models.field({"MESSAGES": 1}, "messages") == 1
    assert models.field({"me\u017f\u017fages": 1}, "messages") == 1
    assert models.field({"Model": 2, "model": 1}, "model") == 1
    assert models.field({"other": 1}, "model") is None
