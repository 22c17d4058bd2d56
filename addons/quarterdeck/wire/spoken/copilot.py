"""copilot.microsoft.com: WebSocket messages that receive the turn, begin a message, add its text and end it.

Source: gpt4free Copilot and public captures of 2025 (events, order and members). Not captured by us.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.spoken.events import dump
from quarterdeck.wire.spoken.turn import Turn


def frames(turn: Turn, words: str) -> tuple[str, ...] | None:
    """The server's messages; None where the client's sends no prompt."""
    if turn.get("event") != "send":
        return None
    conversation = turn.key("conversationId") or turn.digits("conversation", 21)
    key, part = turn.digits("message", 21), turn.digits("part", 21)
    said: list[dict[str, Any]] = [
        {"event": "received", "conversationId": conversation, "messageId": turn.digits("question", 21)},
        {"event": "startMessage", "conversationId": conversation, "messageId": key, "createdAt": turn.moment},
        {"event": "appendText", "messageId": key, "partId": part, "text": words},
        {"event": "partCompleted", "messageId": key, "partId": part},
        {"event": "done", "messageId": key},
    ]
    return tuple(dump({**one, "id": str(place)}) for place, one in enumerate(said))
