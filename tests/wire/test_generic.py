"""The shape of a prompt, wherever it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.wire import generic

from .build import message

SAID = [{"role": "user", "content": "x"}]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": SAID},
        {"Messages": [{"Role": "user", "Content": "x"}]},
        {"meſſages": SAID},
        {"messages": [{"author": {"role": "user"}, "content": {"parts": ["x"]}}]},
        {"contents": [{"parts": [{"text": "x"}]}]},
        {"model": "m", "prompt": "x"},
        {"model_id": "m", "input": "x"},
        {"modelName": "m", "inputs": ["x"]},
        {"models": ["m"], "prompt": "x"},
        [{"a": [{"b": {"messages": SAID}}]}],
        {"a": '{"messages":[{"role":"user","content":"x"}]}'},
        '{"messages":[{"role":"user","content":"x"}]}',
        {"model": "a", "input": {"model": "b", "messages": SAID}},
    ],
)
def test_prompts(value: Any) -> None:
    assert generic.prompts(value)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"messages": []},
        {"messages": ["x"]},
        {"messages": [{"id": 1, "text": "hi"}]},
        {"messages": [{"role": "admin"}]},
        {"model": "golf", "price": 9},
        {"model": "golf", "prompt": ""},
        {"prompt": "x"},
        {"contents": "x"},
        {"a": '{"messages":'},
        "messages",
        None,
        7,
    ],
)
def test_no_prompts(value: Any) -> None:
    assert not generic.prompts(value)


def test_a_prompt_within_a_prompt_is_found_but_talk_is_not() -> None:
    outer = {"model": "a", "input": {"model": "b", "messages": SAID}}
    assert [found["model"] for found in generic.prompts(outer)] == ["a", "b"]
    talk = {"model": "a", "messages": [{"role": "user", "content": '{"model":"b","prompt":"x"}'}]}
    assert [found["model"] for found in generic.prompts(talk)] == ["a"]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("{model:'a',messages:[{role:'user'}]}", True),
        ('{"m\\u006fdel":"a","prom\\u0070t":"x",}', True),
        ('{"MODEL": "a", // no\n "Input": "x"}', True),
        ('{"model":"a"', False),
        ('{"messages":[', False),
        ("the model is a prompt", False),
    ],
)
def test_suspicion(text: str, expect: bool) -> None:
    assert generic.suspected(text) is expect


def test_a_form_that_wraps_a_prompt_is_opened() -> None:
    body = b"payload=%7B%22model%22%3A%22deepseek-chat%22%2C%22prompt%22%3A%22hi%22%7D&x=1"
    found = message("https://unlisted.example/hook", body, None, content_type="application/x-www-form-urlencoded")
    assert (found.format, found.models) == ("generic", ("deepseek-chat",))
