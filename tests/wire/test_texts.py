"""Every string is a part, with the pointer to its place."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.content import Upload
from quarterdeck.wire import json_strict, texts
from quarterdeck.wire.texts import File, TooMany, parts, read

from .test_json_strict import VALUES


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in strings(item)]


@given(VALUES)
def test_no_string_is_left_out_but_the_words_of_the_grammar(value: Any) -> None:
    found = [part.text for part in parts(value) if part.role != "key"]
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
        if part.text.lstrip()[:1] not in ("{", "[") and part.role != "key":
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


PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
WRITTEN = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    ("value", "upload"),
    [
        ({"image_url": {"url": f"data:image/png;base64,{WRITTEN}"}}, Upload("/image_url/url", PNG, "", "image/png")),
        ({"input_audio": {"data": WRITTEN, "format": "wav"}}, Upload("/input_audio/data", PNG)),
        (
            {"inlineData": {"mimeType": "image/png", "data": WRITTEN}},
            Upload("/inlineData/data", PNG, "", "image/png"),
        ),
        ({"file": {"filename": "x", "file_data": WRITTEN}}, Upload("/file/file_data", PNG, "x")),
        (
            {"file": {"filename": "x", "file_data": f"data:image/png;base64,{WRITTEN}"}},
            Upload("/file/file_data", PNG, "x", "image/png"),
        ),
        ({"images": [WRITTEN]}, Upload("/images/0", PNG)),
        ({"data": "A" * 2000}, Upload("/data", bytes(1500))),
        ({"messages": [{"role": "user", "content": WRITTEN}]}, Upload("/messages/0/content", PNG)),
        ([WRITTEN], Upload("/0", PNG)),
        ({"source": {"bytes": WRITTEN}}, Upload("/source/bytes", PNG)),
    ],
)
def test_files_in_json_are_uploads_and_no_texts(value: Any, upload: Upload) -> None:
    said, files = read(value)
    assert files == (upload,)
    assert not any(WRITTEN in part.text for part in said)


def test_what_decoders_could_see_differently_is_both_file_and_text() -> None:
    spoilt = WRITTEN[:40] + "!" + WRITTEN[40:]
    for value in ({"file_data": spoilt}, {"data": spoilt, "mimeType": "x/y"}, {"images": [spoilt]}):
        said, files = read(value)
        assert [file.data for file in files] == [PNG]
        assert (spoilt, "file") in [(part.text, part.role) for part in said]
    said, files = read({"file_data": "JVBERi0=xLjcK"})
    assert len(files) == 2
    assert len({file.pointer for file in files}) == 2


def test_files_within_a_text_have_places_of_their_own_and_the_text_stays() -> None:
    text = f"one data:image/png;base64,{WRITTEN} two data:text/plain;base64,c2VjcmV0"
    said, files = read({"content": text})
    assert [(part.pointer, part.text) for part in said] == [("/content", text)]
    assert files == (
        Upload("/content!1", PNG, "", "image/png"),
        Upload("/content!2", b"secret", "", "text/plain"),
    )


def test_remote_references_stay_texts() -> None:
    for value in ({"image_url": {"url": "https://a.example/b.png"}}, {"images": ["https://a.example/b.png"]}):
        said, files = read(value)
        assert ([part.text for part in said], files) == (["https://a.example/b.png"], ())
    assert read({"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b"}})[1] == ()


def test_a_document_of_text_is_a_text() -> None:
    said, files = read({"source": {"type": "text", "media_type": "text/plain", "data": "the plan"}})
    assert ([(part.text, part.role) for part in said if part.text == "the plan"], files) == ([("the plan", "file")], ())


def test_names_that_say_something_are_parts() -> None:
    said = parts({"AKIAIOSFODNN7EXAMPLE": 1, "ada@example.org": {"ok": True, "the plan": ""}, "model": "m"})
    assert [(part.pointer, part.text, part.role) for part in said] == [
        ("/AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "key"),
        ("/ada@example.org", "ada@example.org", "key"),
        ("/ada@example.org/the plan", "the plan", "key"),
        ("/model", "m", "field"),
    ]


def test_long_numbers_are_parts_as_they_were_written() -> None:
    text = (
        '{"a":4111111111111111,"b":[1,-5551234567,1234567,999999],"c":4.111111111111111E15,"d":0.7,"e":1234567.0,'
        '"messages":[{"role":"user","content":[4111111111111111]}]}'
    )
    assert [(part.pointer, part.text, part.role) for part in parts(json_strict.documents(text).values[0])] == [
        ("/a", "4111111111111111", "field"),
        ("/b/1", "-5551234567", "field"),
        ("/b/2", "1234567", "field"),
        ("/c", "4.111111111111111E15", "field"),
        ("/c!written-out", "4111111111111111", "field"),
        ("/e", "1234567.0", "field"),
        ("/messages/0/content/0", "4111111111111111", "user"),
    ]
    assert [part.text for part in parts(4111111111111111)] == ["4111111111111111"]


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
    assert [part.text for part in parts({"a": ' {"q": "x"}'})] == [' {"q": "x"}', "x"]
    assert [part.text for part in parts({"a": '"\\u0053ecret"'})] == ['"\\u0053ecret"', "Secret"]
    assert [part.text for part in parts({"a": '"said so"'})] == ['"said so"']


def test_escapes_in_what_is_nearly_json_are_undone() -> None:
    said = parts({"a": '{"k": "\\u0053ecret",}'})
    assert [(part.pointer, part.text) for part in said] == [
        ("/a", '{"k": "\\u0053ecret",}'),
        ("/a!unescaped", '{"k": "Secret",}'),
    ]


def test_files_of_forms() -> None:
    value = {
        "file": File("plan.csv", "text/csv", "a,b", b"a,b"),
        "other": [File("x.png", "image/png", None, b"\x89PNG", ("x.png", "secret.png"))],
        "page": File("p.txt", "", "<p>&#65;</p>", b"<p>&#65;</p>"),
    }
    said, files = read(value)
    assert [(part.pointer, part.text, part.role) for part in said] == [
        ("/file/filename", "plan.csv", "file"),
        ("/file", "a,b", "file"),
        ("/other/0/filename", "x.png", "file"),
        ("/other/0/filename", "secret.png", "file"),
        ("/page/filename", "p.txt", "file"),
        ("/page", "<p>&#65;</p>", "file"),
    ]
    assert files == (Upload("/other/0", b"\x89PNG", "x.png", "image/png"), Upload("/page", b"<p>&#65;</p>", "p.txt"))


def test_records_in_a_file_are_opened_unless_there_are_too_many() -> None:
    few = '{"a": "\\u0053ecret"}\n'
    said, files = read({"file": File("b.jsonl", "", few, few.encode())})
    assert ([part.text for part in said[1:]], files) == ([few, "Secret"], ())
    many = json.dumps(["x"] * 100_001)
    said, files = read({"file": File("b.jsonl", "", many, many.encode())})
    assert ([part.text for part in said[1:]], [file.data for file in files]) == ([many], [many.encode()])


def test_too_many() -> None:
    with pytest.raises(TooMany):
        parts(["x"] * 100_001)
    assert len(parts(["x"] * 100_000)) == 100_000
    with pytest.raises(TooMany):
        parts({"images": [f"{index:04d}" for index in range(1001)]})
    with pytest.raises(TooMany):
        parts("base64," * 10_001 + ";")
    with pytest.raises(TooMany):
        parts({"file_data": "AA=." * 10_001})
