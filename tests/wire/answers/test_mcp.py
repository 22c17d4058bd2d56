"""MCP: batches, errors and what a tool's maker named."""

from __future__ import annotations

from .reading import said


def test_a_batch_is_read_message_by_message() -> None:
    batch = [
        {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": "Hi"}]}},
        {"jsonrpc": "2.0", "id": 2},
    ]
    assert said("mcp", batch) == [("/result/content/0/text", "tool", "Hi")]


def test_an_error_is_read() -> None:
    error = {"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "No such tool"}}
    assert said("mcp", error) == [("/error/message", "tool", "No such tool")]


def test_structured_content_hides_nothing_behind_a_name() -> None:
    result = {"structuredContent": {"id": "IT60X05428", "type": "account"}}
    assert said("mcp", {"jsonrpc": "2.0", "id": 1, "result": result}) == [
        ("/result/structuredContent/id", "tool", "IT60X05428"),
        ("/result/structuredContent/type", "tool", "account"),
    ]


def test_what_is_no_json_rpc_is_read_string_by_string() -> None:
    assert said("mcp", {"words": "here"}, ["and here"]) == [
        ("/words", "assistant", "here"),
        ("/0", "assistant", "and here"),
    ]
