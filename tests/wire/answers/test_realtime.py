"""OpenAI realtime: who said what."""

from __future__ import annotations

import json
from typing import Any

from quarterdeck.wire import answers

from .reading import Texts, texts


def heard(*messages: Any) -> Texts:
    reader = answers.frame_reader("openai-realtime")
    return texts([reader.read(json.dumps(message)) for message in messages])


def test_items_are_theirs_who_said_them_and_echoes_are_nobodys() -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello there"}]}
    assert heard(
        {"type": "conversation.item.created", "item": item}, {"type": "session.updated", "session": {"x": "y"}}
    ) == [("/item/content/0/text", "user", "hello there")]


def test_a_transcript_in_deltas_is_read_once() -> None:
    kind = "conversation.item.input_audio_transcription"
    assert heard({"type": f"{kind}.delta", "delta": "He"}, {"type": f"{kind}.completed", "transcript": "Hello"}) == [
        ("/item/content/0/transcript", "user", "Hello")
    ]
    assert heard({"type": f"{kind}.failed", "error": {"message": "Not heard"}}) == [
        ("/error/message", "assistant", "Not heard")
    ]


def test_what_only_the_last_message_says_is_read() -> None:
    response = {"output": [{"content": [{"type": "text", "text": "Late"}]}]}
    assert heard({"type": "response.done", "response": response}) == [("/output/0/content/0/text", "assistant", "Late")]


def test_errors_and_strangers_are_read() -> None:
    assert heard({"type": "error", "error": {"message": "No"}})[-1][2] == "No"
    assert heard({"words": "here"}) == [("/words", "assistant", "here")]
