"""JSON of no known grammar."""

from __future__ import annotations

from quarterdeck.wire.answers.generic import read
from quarterdeck.wire.answers.said import Said


def test_every_string_is_a_text_and_no_file_is() -> None:
    said = Said()
    assert read({"a": ["x", {"b": "y"}], "data": "data:image/png;base64,iVBORw0KGgo="}, "", said)
    assert [(part.pointer, part.text, part.role) for part in said.take()] == [
        ("/a/0", "x", "assistant"),
        ("/a/1/b", "y", "assistant"),
    ]


def test_too_much_and_too_deep_are_told() -> None:
    said = Said()
    read(["x"] * 100_002, "", said)
    assert said.opaque == "too-many-parts"
    deep: object = "x"
    for _ in range(20_000):
        deep = [deep]
    read(deep, "", said)
    assert said.opaque == "too-deep"
