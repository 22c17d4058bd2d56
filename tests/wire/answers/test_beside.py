"""Transcripts, translations, images, embeddings, files."""

from __future__ import annotations

from .reading import said


def test_speech_as_events_is_no_text() -> None:
    assert said("openai-audio", {"type": "speech.audio.delta", "audio": "AAAA"}, {"type": "speech.audio.done"}) == []


def test_a_transcript_without_deltas_and_with_more() -> None:
    assert said("openai-audio", {"type": "transcript.text.done", "text": "All"}) == [("/text", "assistant", "All")]
    assert said("openai-audio", {"text": "All", "summary": "Short"}) == [
        ("/text", "assistant", "All"),
        ("/summary", "assistant", "Short"),
    ]


def test_an_error_is_read() -> None:
    for name in ("openai-audio", "openai-images", "deepl", "openai-files"):
        assert ("/error/message", "assistant", "Too large") in said(name, {"error": {"message": "Too large"}})
