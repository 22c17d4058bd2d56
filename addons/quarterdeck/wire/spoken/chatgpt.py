"""chatgpt.com: one message added, filled and finished by patches; whole messages for clients that ask for no patches.

Source: a public capture of 2026-01 (events, order and members), gpt4free OpenaiChat and chat2api (whole messages). Not
captured by us. A chat that began with this turn is unknown to the server: to go on in it, begin a new one.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import SSE, event, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.chatgpt import TURN

_ACTIONS = ("next", "variant", "continue")
_DONE = {"finish_details": {"type": "stop"}, "is_complete": True}


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    conversation = turn.key("conversation_id") or turn.uuid("conversation")
    encodings = turn.get("supported_encodings")
    if "/f/" in turn.path or (type(encodings) is list and "v1" in encodings):
        return Refusal(SSE, _patched(turn, words, conversation), (), 200)
    whole = _message(turn, words, "finished_successfully", _DONE)
    said = {"message": whole, "conversation_id": conversation, "error": None}
    return Refusal(SSE, stream(event(said), event("[DONE]")), (), 200)


def _patched(turn: Turn, words: str, conversation: str) -> bytes:
    begun = {"message": _message(turn, "", "in_progress", {}), "conversation_id": conversation, "error": None}
    finish = [
        {"p": "/message/status", "o": "replace", "v": "finished_successfully"},
        {"p": "/message/end_turn", "o": "replace", "v": True},
        {"p": "/message/metadata", "o": "append", "v": _DONE},
    ]
    return stream(
        event('"v1"', "delta_encoding"),
        event({"p": "", "o": "add", "v": {**begun, "error_code": None}, "c": 0}, "delta"),
        event({"p": "/message/content/parts/0", "o": "append", "v": words}, "delta"),
        event({"p": "", "o": "patch", "v": finish}, "delta"),
        event({"type": "message_stream_complete", "conversation_id": conversation}),
        event("[DONE]"),
    )


def _message(turn: Turn, words: str, status: str, more: dict[str, Any]) -> dict[str, Any]:
    asked, action = turn.key("messages", -1, "id"), turn.key("action")
    metadata = {
        "citations": [],
        "content_references": [],
        "message_type": action if action in _ACTIONS else "next",
        "parent_id": asked or turn.key("parent_message_id") or turn.uuid("question"),
    }
    return {
        "id": turn.uuid("message"),
        "author": {"role": "assistant", "name": None, "metadata": {}},
        "create_time": turn.time,
        "update_time": None,
        "content": {"content_type": "text", "parts": [words]},
        "status": status,
        "end_turn": True if more else None,
        "weight": 1.0,
        "metadata": {**metadata, **more},
        "recipient": "all",
        "channel": None,
    }
