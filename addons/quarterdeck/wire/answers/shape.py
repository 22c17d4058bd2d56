"""The grammar of an answer by its shape alone, for formats that carry those of others."""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import anthropic, cohere, gemini, ollama, openai_chat, openai_responses
from quarterdeck.wire.answers.said import Said

# Each says no to what is not its own.
_GRAMMARS = (openai_chat.read, anthropic.read, openai_responses.read, gemini.read, ollama.read, cohere.read)


def read(value: Any, name: str, said: Said) -> bool:
    """One document in the first grammar that knows it."""
    return any(one(value, name, said) for one in _GRAMMARS)
