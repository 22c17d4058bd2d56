"""Gemini: tools, the Live API and what nobody knows."""

from __future__ import annotations

from .reading import said

PART = "/candidates/0/content/parts/0"


def candidate(*parts: object, **more: object) -> dict[str, object]:
    return {"candidates": [{"content": {"parts": list(parts)}, **more}]}


def test_code_and_its_output_are_a_tools() -> None:
    found = said(
        "gemini",
        candidate({"executableCode": {"language": "PYTHON", "code": "1+1"}}),
        candidate({"codeExecutionResult": {"output": "2"}}),
    )
    assert found == [
        (f"{PART}/executableCode/code", "tool", "1+1"),
        (f"{PART}/codeExecutionResult/output", "tool", "2"),
    ]


def test_what_was_found_on_the_web_is_read() -> None:
    grounding = {"groundingChunks": [{"web": {"title": "A page", "uri": "https://x.test"}}]}
    assert ("/candidates/0/groundingMetadata/groundingChunks/0/web/title", "assistant", "A page") in said(
        "gemini", candidate({"text": "x"}, groundingMetadata=grounding)
    )


def test_a_prompt_that_was_blocked_says_why() -> None:
    assert said("gemini", {"promptFeedback": {"blockReasonMessage": "Not this"}}) == [
        ("/promptFeedback/blockReasonMessage", "assistant", "Not this")
    ]
    assert said("gemini", {"usageMetadata": {"totalTokenCount": 1}}) == []


def test_turns_and_transcripts_of_the_live_api() -> None:
    turn = {"serverContent": {"modelTurn": {"parts": [{"text": "Hi"}]}, "outputTranscription": {"text": "said"}}}
    heard = {"serverContent": {"inputTranscription": {"text": "heard"}}}
    call = {"toolCall": {"functionCalls": [{"name": "f", "args": {"id": "1"}}]}}
    assert said("gemini", turn, heard, call) == [
        ("/serverContent/modelTurn/parts/0/text", "assistant", "Hi"),
        ("/serverContent/outputTranscription/text", "assistant", "said"),
        ("/serverContent/inputTranscription/text", "user", "heard"),
        ("/toolCall/functionCalls/0/name", "tool", "f"),
        ("/toolCall/functionCalls/0/args/id", "tool", "1"),
    ]


def test_odd_shapes_are_read_as_they_are() -> None:
    assert said("gemini", {"candidates": ["a", {"content": {"parts": ["b"]}}, {"content": "c"}]}) == [
        ("/candidates/0", "assistant", "a"),
        ("/candidates/1/content/parts/0", "assistant", "b"),
        ("/candidates/2/content", "assistant", "c"),
    ]
