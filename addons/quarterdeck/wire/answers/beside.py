"""Answers of services beside the chat: transcripts, translations, images, embeddings, files.

Source: OpenAI API reference, DeepL API reference. Numbers, addresses and bytes are no text.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said

_AUDIO = frozenset(("type", "text", "delta", "segments", "words", "language", "task", "duration", "usage", "logprobs"))
_TRANSCRIPT = ("transcript.text.", "speech.audio.")


def audio(value: Any, _: str, said: Said) -> bool:
    """A transcript, whole or in events; its segments repeat it."""
    if type(value) is not dict:
        return False
    kind = value.get("type")
    if type(kind) is str and kind.startswith(_TRANSCRIPT):
        if kind.startswith("transcript."):
            said.delta("/text", value.get("delta"))
            said.whole("/text", value.get("text"))
        said.done = kind.endswith(".done")
        return True
    if type(value.get("text")) is not str:
        return False
    said.whole("/text", value["text"])
    said.rest(value, _AUDIO)
    return True


def plain(value: Any, _: str, said: Said) -> bool:
    """Every text of a document."""
    said.all(value, "")
    return True
