"""OpenAI Responses: what is said once is read once, what was never in a delta is read all the same."""

from __future__ import annotations

import pytest

from .reading import said


def test_a_final_text_that_differs_from_its_deltas_is_read() -> None:
    delta = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Hello"}
    done = {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "Other"}
    assert said("openai-responses", delta, done) == [("/output/0/content/0/text", "assistant", "HelloOther")]


@pytest.mark.parametrize(
    ("kind", "source", "pointer", "role"),
    [
        ("custom_tool_call_input", "input", "/output/1/input", "tool"),
        ("mcp_call_arguments", "arguments", "/output/1/arguments", "tool"),
        ("code_interpreter_call_code", "code", "/output/1/code", "tool"),
        ("reasoning_text", "text", "/output/1/content/0/text", "assistant"),
    ],
)
def test_each_kind_of_text_has_its_place(kind: str, source: str, pointer: str, role: str) -> None:
    delta = {"type": f"response.{kind}.delta", "output_index": 1, "delta": "ab"}
    done = {"type": f"response.{kind}.done", "output_index": 1, source: "abc"}
    assert said("openai-responses", delta, done) == [(pointer, role, "abc")]


def test_what_a_response_repeats_of_its_request_is_not_its_answer() -> None:
    response = {"instructions": "Be short now", "input": "hi all", "output": [], "error": {"message": "Broke down"}}
    assert said("openai-responses", {"type": "response.failed", "response": response}) == [
        ("/error/message", "assistant", "Broke down")
    ]


def test_pictures_and_sounds_are_no_text() -> None:
    assert said("openai-responses", {"type": "response.audio.delta", "delta": "AAAA"}) == []


def test_an_event_that_nobody_knows_is_read() -> None:
    event = {"type": "response.new_thing.delta", "delta": {"words": "of it"}, "note": "and this"}
    assert said("openai-responses", event) == [
        ("/note", "assistant", "and this"),
        ("/response.new_thing.delta/delta/words", "assistant", "of it"),
    ]
    part = {
        "type": "response.reasoning_summary_part.done",
        "output_index": 0,
        "summary_index": 1,
        "part": {"text": "Sum"},
    }
    assert said("openai-responses", part) == [("/output/0/summary/1/text", "assistant", "Sum")]


def test_an_odd_item_is_read_all_the_same() -> None:
    event = {"type": "response.output_item.done", "output_index": 0, "item": {"type": ["odd"], "words": "of it"}}
    assert ("/output/0/words", "assistant", "of it") in said("openai-responses", event)
