"""OpenAI realtime: the events of Responses, sent by a server as WebSocket messages, and what it heard as text.

Source: openai-openapi realtime server events.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import openai_responses
from quarterdeck.wire.answers.said import Said

_HEARD = "conversation.item.input_audio_transcription."
# They repeat what the client said or asked for.
_ECHOES = ("session.", "conversation.created", "input_audio_buffer.", "output_audio_buffer.", "rate_limits.")


def read(value: Any, name: str, said: Said) -> bool:
    """One message of the server."""
    kind = value.get("type") if type(value) is dict else None
    if type(kind) is not str:
        return False
    if kind.startswith("response."):
        said.done = kind == "response.done"
        if kind == "response.done":
            return openai_responses.read({**value, "type": "response.completed"}, name, said)
        return openai_responses.read(value, name, said)
    if kind.startswith(_HEARD):
        index = value.get("content_index")
        pointer = f"/item/content/{index if type(index) is int else 0}/transcript"
        said.delta(pointer, value.get("delta"), "user")
        said.whole(pointer, value.get("transcript"), "user")
        said.all(value.get("error"), "/error")
        return True
    if kind.startswith("conversation.item."):
        item = value.get("item")
        role = item.get("role") if type(item) is dict else None
        said.all(item, "/item", role if role in ("user", "system") else "assistant", repeated=True)
        return True
    return kind.startswith(_ECHOES)
