"""Anthropic: what the samples do not show."""

from __future__ import annotations

import pytest

from .reading import said


def test_citations_and_unknown_members_of_a_delta_are_read() -> None:
    delta = {"type": "citations_delta", "citation": {"type": "char_location", "cited_text": "as it says"}}
    assert said("anthropic-messages", {"type": "content_block_delta", "index": 3, "delta": delta}) == [
        ("/content/3/citation/cited_text", "assistant", "as it says")
    ]
    assert said("anthropic-messages", {"type": "content_block_delta", "delta": "bare"}) == [
        ("/content/0", "assistant", "bare")
    ]


@pytest.mark.parametrize("kind", ["tool_use", "server_tool_use", "mcp_tool_result", "web_search_tool_result"])
def test_blocks_of_tools_are_the_tools(kind: str) -> None:
    block = {"type": kind, "input": {"query": "ships"}}
    event = {"type": "content_block_start", "index": 1, "content_block": block}
    assert said("anthropic-messages", event) == [("/content/1/input/query", "tool", "ships")]


def test_a_message_of_plain_content_and_of_none() -> None:
    assert said("anthropic-messages", {"type": "message", "content": "plain", "note": "x"}) == [
        ("/content", "assistant", "plain"),
        ("/note", "assistant", "x"),
    ]
    assert said("anthropic-messages", {"type": "message_start", "message": "odd"}) == [("/message", "assistant", "odd")]


def test_a_signature_is_no_text_and_a_ping_says_nothing() -> None:
    delta = {"type": "signature_delta", "signature": "EqQBCkYI"}
    assert (
        said("anthropic-messages", {"type": "content_block_delta", "index": 0, "delta": delta}, {"type": "ping"}) == []
    )
