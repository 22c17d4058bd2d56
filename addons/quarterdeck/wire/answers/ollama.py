"""Ollama: one line of JSON for each token or so, the same members whether streamed or whole.

Source: ollama docs/api.md.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import openai_chat
from quarterdeck.wire.answers.said import Said

_ROOT = frozenset(
    "model remote_model remote_host created_at message response thinking done done_reason context images logprobs "
    "embedding embeddings digest".split()
)
_MESSAGE = frozenset(("role", "content", "thinking", "tool_calls", "images", "tool_name"))


def read(value: Any, _: str, said: Said) -> bool:
    """One line of a stream, or the whole answer."""
    if type(value) is not dict or "model" not in value or not value.keys() & {"message", "response", "embeddings"}:
        return False
    message = value.get("message")
    if type(message) is dict:
        for name in ("thinking", "content"):
            said.add(f"/message/{name}", message.get(name))
        openai_chat.calls(message.get("tool_calls"), "/message/tool_calls", said)
        if not _MESSAGE.issuperset(message):
            said.rest(message, _MESSAGE, "/message")
    else:
        said.all(message, "/message")
    for name in ("thinking", "response"):
        said.all(value.get(name), f"/{name}")
    if not _ROOT.issuperset(value):
        said.rest(value, _ROOT)
    said.done = value.get("done") is True
    return True
