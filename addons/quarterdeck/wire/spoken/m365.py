"""Microsoft 365 Copilot: SignalR messages with the text so far, the finished turn, and the end of the call.

Source: PyRIT (2026) and public captures of substrate.office.com (2025). Not captured by us. Over Microsoft Graph a
program asks, which gets the vendor's error.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.spoken.events import dump
from quarterdeck.wire.spoken.turn import Turn

_CALLS = (1, 4)
_UPDATE, _ITEM, _COMPLETION = 1, 2, 3
_END = "\x1e"


def frames(turn: Turn, words: str) -> tuple[str, ...] | None:
    """The server's messages; None where the client's is no call of the chat."""
    if turn.get("target") != "chat" or turn.get("type") not in _CALLS:
        return None
    call = turn.key("invocationId") or "0"
    request = turn.key("arguments", 0, "requestId") or turn.uuid("request")
    message = {
        "text": words,
        "author": "bot",
        "createdAt": turn.moment,
        "messageId": turn.uuid("message"),
        "requestId": request,
        "turnState": "Completed",
    }
    item = {
        "messages": [message],
        "firstNewMessageIndex": 0,
        "conversationId": turn.key("arguments", 0, "conversationId") or turn.uuid("conversation"),
        "requestId": request,
        "result": {"value": "Success"},
    }
    said: list[dict[str, Any]] = [
        {"type": _UPDATE, "target": "update", "arguments": [{"requestId": request, "messages": [message]}]},
        {"type": _ITEM, "invocationId": call, "item": item},
        {"type": _COMPLETION, "invocationId": call},
    ]
    return tuple(dump(one) + _END for one in said)
