"""perplexity.ai: what the samples do not show."""

from __future__ import annotations

import json

from ..reading import said


def test_steps_written_in_a_text_are_read_once() -> None:
    text = json.dumps([{"step_type": "FINAL", "content": {"answer": "It is so"}}])
    event = {"backend_uuid": "b", "text": text}
    assert said("perplexity-web", event, event) == [("/text/0/content/answer", "assistant", "It is so")]
    assert said("perplexity-web", {"text": "plain"}) == [("/text", "assistant", "plain")]


def test_other_blocks_are_read() -> None:
    plan = {"intended_usage": "plan", "plan_block": {"goals": [{"description": "Look it up"}]}}
    patch = {"diff_block": {"field": "plan_block", "patches": [{"path": "/goals/0", "value": {"d": "Then this"}}]}}
    assert said("perplexity-web", {"blocks": [plan, patch, "odd"]}) == [
        ("/blocks/plan/plan_block/goals/0/description", "assistant", "Look it up"),
        ("/blocks/1/plan_block/goals/0/d", "assistant", "Then this"),
    ]


def test_an_answer_that_differs_from_its_chunks_is_read() -> None:
    block = {"intended_usage": "ask_text", "markdown_block": {"chunks": ["a"], "answer": "b"}}
    assert said("perplexity-web", {"blocks": [block]})[0][2] == "ab"


def test_a_chunk_that_comes_again_is_read_where_it_differs() -> None:
    def event(*chunks: str) -> dict[str, object]:
        return {"blocks": [{"intended_usage": "ask_text", "markdown_block": {"chunks": list(chunks)}}]}

    found = said("perplexity-web", event("one "), event("one ", "two "), event("three "))
    assert "".join(text for _, _, text in found) == "one two three "
