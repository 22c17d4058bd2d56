"""Bedrock: chunks that cannot be read, and bodies of every family."""

from __future__ import annotations

import base64
import json
from typing import Any

from quarterdeck.wire import answers
from quarterdeck.wire.answers.said import Said

from .reading import JSON, events, said, texts


def chunk(document: Any) -> dict[str, str]:
    return {"bytes": base64.b64encode(json.dumps(document).encode()).decode()}


def test_a_chunk_that_is_no_json_is_told() -> None:
    for data in ("", "!", "bm90IGpzb24=", None):
        one = Said()
        assert answers.GRAMMARS["bedrock"]({"bytes": data}, "chunk", one)
        assert one.opaque == "not-json"


def test_a_chunk_within_a_chunk_is_no_chunk() -> None:
    assert texts(events(answers.reader("bedrock", JSON), [json.dumps(chunk(chunk({"a": "b"}))).encode()])) == []


def test_any_family_is_read() -> None:
    assert said("bedrock", chunk({"outputs": [{"text": "Hi"}]})) == [("/outputs/0/text", "assistant", "Hi")]
    assert said("bedrock", chunk({"outputText": "Hi"}), chunk(["bare"])) == [
        ("/outputText", "assistant", "Hi"),
        ("/0", "assistant", "bare"),
    ]


def test_odd_blocks_are_read_as_they_are() -> None:
    assert said("bedrock", {"contentBlockDelta": {"delta": "odd"}}, {"messageStop": {}}, ["list"]) == [
        ("/output/message/content/0", "assistant", "odd"),
        ("/0", "assistant", "list"),
    ]
