"""Microsoft 365 Copilot: SignalR messages, each with the whole text of a message so far.

Source: public captures of substrate.office.com (2025). Over Microsoft
Graph messages stand in plain documents.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import member
from quarterdeck.wire.member import escape

_COMPLETION = 3
_READ = ("arguments", "item", "messages")
_AUTHORS = {"user": "user", "bot": "assistant"}


def read(value: Any, _: str, said: Said) -> bool:
    """One message of the server."""
    if type(value) is not dict or not (type(value.get("type")) is int or type(value.get("messages")) is list):
        return False
    said.done = value.get("type") == _COMPLETION
    arguments = value.get("arguments")
    for argument in [*(arguments if type(arguments) is list else ()), value.get("item")]:
        _messages(argument, said)
        if type(argument) is dict:
            said.prose({name: item for name, item in argument.items() if name != "messages"}, "")
        else:
            said.prose(argument, "/arguments")
    _messages(value, said)
    said.prose({name: item for name, item in value.items() if name not in _READ}, "")
    return True


def _messages(value: Any, said: Said) -> None:
    messages = member(value, "messages")
    for index, message in enumerate(messages if type(messages) is list else ()):
        _message(message, index, said)


def _message(message: Any, index: int, said: Said) -> None:
    key, author = member(message, "messageId"), member(message, "author")
    base = f"/messages/{escape(key) if type(key) is str else index}"
    role = _AUTHORS.get(author, "assistant") if type(author) is str else "assistant"
    said.whole(f"{base}/text", member(message, "text"), role)
    if type(message) is dict:
        # Cards repeat the text for other screens.
        said.prose({name: item for name, item in message.items() if name not in ("text", "adaptiveCards")}, base, role)
