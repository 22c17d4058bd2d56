from __future__ import annotations

import io
import json
from typing import Any

import pytest

from quarterdeck.cli.jsonl import answer_lines
from quarterdeck.errors import UsageError


class Bytes:
    def __init__(self, data: bytes = b"") -> None:
        self.buffer = io.BytesIO(data)


def test_each_line_is_answered_and_a_wrong_one_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(line: dict[str, Any]) -> dict[str, Any]:
        if "text" not in line:
            raise UsageError("there is no text")
        return {"said": line["text"]}

    out = Bytes()
    monkeypatch.setattr("sys.stdin", Bytes(b'{"id": 1, "text": "a"}\n\n[1]\nx\n{"id": 2}\n{"text": "b"}'))
    monkeypatch.setattr("sys.stdout", out)
    assert answer_lines(answer) == 3
    lines = [json.loads(line) for line in out.buffer.getvalue().splitlines()]
    assert [line["id"] for line in lines] == [1, None, None, 2, None]
    assert [line.get("said") for line in lines] == ["a", None, None, None, "b"]
    assert lines[1]["error"] == "the line is not a JSON object"
    assert lines[2]["error"].startswith("the line is not JSON: ")
    assert lines[3]["error"] == "there is no text"
