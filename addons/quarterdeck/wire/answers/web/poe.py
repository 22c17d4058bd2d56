"""poe.com: WebSocket messages that hold strings of JSON, each with the whole text of a message so far.

Source: poe-api-wrapper (2025).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import inner, member
from quarterdeck.wire.member import escape

_ADDED = "messageAdded"


def read(value: Any, _: str, said: Said) -> bool:
    """One message of the socket, or the answer to a query."""
    messages = member(value, "messages")
    if type(messages) is not list:
        return False
    for message in messages:
        document = inner(message)
        added = member(document, "payload", "data", _ADDED)
        if type(added) is dict:
            _added(added, said)
        else:
            said.prose(document if document is not None else message, "/messages")
    return True


def _added(added: dict[str, Any], said: Said) -> None:
    number = added.get("messageId", added.get("id"))
    base = f"/{_ADDED}/{escape(str(number)) if type(number) in (int, str) else 0}"
    role = "user" if added.get("author") == "human" else "assistant"
    said.whole(f"{base}/text", added.get("text"), role)
    said.done = added.get("state") == "complete" and role == "assistant"
    said.prose({name: item for name, item in added.items() if name != "text"}, base, role)
