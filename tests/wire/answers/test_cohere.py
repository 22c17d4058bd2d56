"""Cohere: what the samples do not show."""

from __future__ import annotations

from .reading import said


def test_a_citation_is_read() -> None:
    event = {"type": "citation-start", "index": 0, "delta": {"message": {"citations": {"text": "Offer", "start": 0}}}}
    assert said("cohere", event) == [("/message/citations/text", "assistant", "Offer")]


def test_an_error_at_the_end_is_read() -> None:
    event = {"type": "message-end", "delta": {"finish_reason": "ERROR", "error": "It broke"}}
    assert said("cohere", event) == [("/error", "assistant", "It broke")]


def test_the_last_event_of_version_1_is_read_when_no_token_came() -> None:
    event = {"is_finished": True, "event_type": "stream-end", "response": {"text": "All of it", "extra": "more"}}
    assert said("cohere", event) == [("/text", "assistant", "All of it"), ("/extra", "assistant", "more")]


def test_calls_of_version_1_are_read() -> None:
    event = {"event_type": "tool-calls-generation", "tool_calls": [{"name": "f", "parameters": {"id": "7"}}]}
    assert [text for _, _, text in said("cohere", event)] == ["f", "7"]
