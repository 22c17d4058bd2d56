"""Hugging Face text generation: a token an event, and the whole text with the last of them.

Source: huggingface_hub, text-generation-inference API. Special tokens are no part of the text.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import shape
from quarterdeck.wire.answers.said import Said

_TEXT = "/generated_text"
_ROOT = frozenset(("index", "token", "generated_text", "details", "top_tokens"))


def read(value: Any, name: str, said: Said) -> bool:
    """One event; any other answer of a task by its shape."""
    if type(value) is not dict or not value.keys() & {"token", "generated_text"}:
        return shape.read(value, name, said)
    token = value.get("token")
    if type(token) is dict:
        if token.get("special") is not True:
            said.delta(_TEXT, token.get("text"))
    else:
        said.all(token, "/token")
    said.whole(_TEXT, value.get("generated_text"))
    said.done = value.get("generated_text") is not None
    said.rest(value, _ROOT)
    return True
