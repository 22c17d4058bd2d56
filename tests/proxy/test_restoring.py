"""An answer with placeholders reaches the user with what they wrote; the way through a real proxy is in tests/e2e."""

from __future__ import annotations

import json

import pytest

from quarterdeck.proxy.restoring import Restoring

ORIGINALS = {"PROJECT_1": 'the "big" one'}


def restored(*chunks: bytes, kind: str = "application/json") -> bytes:
    restoring = Restoring(ORIGINALS, "openai-chat", kind, (), lambda chunk: [chunk] if chunk else [])
    return b"".join(piece for chunk in (*chunks, b"") for piece in restoring.pass_on(chunk))


def test_a_document_is_restored_as_json() -> None:
    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "of <PROJECT_1>"}}]}
    data = json.dumps(answer).encode()
    answer["choices"][0]["message"]["content"] = 'of the "big" one'
    assert json.loads(restored(data[:70], data[70:])) == answer


def test_a_tool_call_holds_json_that_is_still_json() -> None:
    call = {"function": {"name": "find", "arguments": json.dumps({"name": "<PROJECT_1>"})}}
    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "tool_calls": [call]}}]}
    made = json.loads(restored(json.dumps(answer).encode()))
    arguments = made["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(arguments) == {"name": 'the "big" one'}


@pytest.mark.parametrize("cut", range(1, 11))
def test_a_placeholder_cut_over_two_events_is_restored(cut: int) -> None:
    word = "<PROJECT_1>"
    said = [f"of {word[:cut]}", f"{word[cut:]} I know"]
    events = [
        b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}).encode() + b"\n\n"
        for text in said
    ]
    made = restored(*events, b"data: [DONE]\n\n", kind="text/event-stream")
    texts = [
        json.loads(line[6:])["choices"][0]["delta"].get("content", "")
        for line in made.decode().splitlines()
        if line.startswith("data: {")
    ]
    assert "".join(texts) == 'of the "big" one I know'
    assert made.endswith(b"data: [DONE]\n\n")


def test_what_was_stopped_before_stays_stopped() -> None:
    restoring = Restoring(ORIGINALS, "openai-chat", "application/json", (), lambda chunk: [])
    assert restoring.pass_on(b'{"a": 1}') == []
    assert restoring.pass_on(b"") == []
