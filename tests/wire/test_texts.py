"""Every string is a part, with the pointer to its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import texts
from quarterdeck.wire.texts import File, TooMany, parts

from .test_json_strict import VALUES


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in strings(item)]


@given(VALUES)
def test_no_string_is_left_out_but_the_words_of_the_grammar(value: Any) -> None:
    found = [part.text for part in parts(value)]
    assert [text for text in strings(value) if text not in texts._GRAMMAR] == [
        text for text in found if text in strings(value)
    ]


def at(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


@given(st.dictionaries(st.text("a~/0", max_size=4), st.text(min_size=1) | st.lists(st.text(min_size=1), max_size=3)))
def test_pointers_are_those_of_rfc_6901(value: dict[str, Any]) -> None:
    for part in parts(value):
        if part.text[0] not in "{[":
            assert at(value, part.pointer) == part.text


def roles(value: Any) -> dict[str, str]:
    return {part.text: part.role for part in parts(value)}


def test_roles() -> None:
    body = {
        "system": "s",
        "user": "ada",
        "metadata": {"note": "m"},
        "messages": [
            {"role": "developer", "content": "d"},
            {"role": "user", "content": [{"type": "text", "text": "u"}, {"type": "tool_result", "content": "r"}]},
            {"role": "ASSISTANT", "content": "a"},
            {"role": "critic", "content": "c"},
            {"author": {"role": "tool"}, "content": {"parts": ["p"]}},
        ],
        "contents": [{"role": "model", "parts": [{"text": "g"}]}, {"parts": [{"functionResponse": {"x": "f"}}]}],
        "tools": [{"function": {"description": "t"}}],
    }
    assert roles(body) == {
        "s": "system", "ada": "user", "m": "field", "d": "system", "u": "user", "r": "tool", "ASSISTANT": "assistant",
        "a": "assistant", "critic": "user", "c": "user", "p": "tool", "g": "assistant", "f": "tool", "t": "tool",
    } | {"ada": "field"}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        {"image_url": {"url": "data:image/png;base64,AAAA"}},
        {"input_audio": {"data": "AAAA", "format": "wav"}},
        {"inlineData": {"mimeType": "text/plain", "data": "AAAA"}},
        {"source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
        {"file": {"filename": "x", "file_data": "AAAA"}},
        {"images": ["AAAA"]},
        {"data": "A" * 2000},
    ],
)
def test_files_in_json(value: Any) -> None:
    assert [part.role for part in parts(value) if "AAAA" in part.text] == ["file"]


def test_a_member_called_data_is_no_file_by_its_name() -> None:
    assert roles({"arguments": {"data": "the plan"}}) == {"the plan": "field"}
    assert roles({"data": "a long text " * 200})["a long text " * 200] == "field"


def test_json_in_a_string_is_opened_and_the_string_kept() -> None:
    inner = json.dumps({"q": "café", "deep": json.dumps(["x"])})
    assert [(part.pointer, part.text) for part in parts({"a": inner})] == [
        ("/a", inner),
        ("/a/q", "café"),
        ("/a/deep", '["x"]'),
        ("/a/deep/0", "x"),
    ]
    assert len(parts({"a": '{"broken":'})) == 1


def test_files_of_forms() -> None:
    found = parts({"file": File("plan.csv", "text/csv", "a,b"), "other": [File("x.png", "image/png", None)]})
    assert [(part.pointer, part.text, part.role) for part in found] == [
        ("/file/filename", "plan.csv", "file"),
        ("/file", "a,b", "file"),
        ("/other/0/filename", "x.png", "file"),
    ]


def test_too_many() -> None:
    with pytest.raises(TooMany):
        parts(["x"] * 100_001)
    assert len(parts(["x"] * 100_000)) == 100_000
