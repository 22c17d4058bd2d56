"""chatgpt.com: patches of one message after the other, or each message whole again and again; over WebSocket too.

Source: gpt4free OpenaiChat, chat2api (2025 and 2026).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.sse import Sse
from quarterdeck.wire.answers.value import inner, member
from quarterdeck.wire.answers.web import patches
from quarterdeck.wire.member import escape

_ROLES = {"user": "user", "system": "system", "tool": "tool"}
_ROLE = "role"
_DONE = ("message_stream_complete", "conversation-turn-complete")
_MAX_DEPTH = 20


def read(value: Any, _: str, said: Said) -> bool:
    """One event, or one WebSocket message that holds events."""
    if type(value) is list:
        # A message of the socket is a list of items.
        for item in value:
            if type(item) is not dict or not _socket(item, said):
                said.prose(item, "")
        return True
    if type(value) is str:
        # The version of the encoding.
        return len(value) < 20 and " " not in value
    if type(value) is not dict:
        return False
    if type(value.get("message")) is dict:
        _message(value["message"], "/message", said)
        return True
    if "v" in value:
        patches.of(said).apply(value, lambda pointer, item, adds: _put(pointer, item, adds, said))
        return True
    if type(value.get("type")) is str:
        said.done = value["type"] in _DONE
        if "payload" in value and _socket(value, said):
            return True
        said.inside += [item for item in (value.get("metadata"),) if type(item) is dict]
        said.prose(value, f"/{escape(value['type'])}")
        return True
    return False


def _put(pointer: str, item: Any, adds: bool, said: Said) -> None:
    if pointer == "" and type(item) is dict and type(item.get("message")) is dict:
        _message(item["message"], "/message", said)
    elif pointer == "/message" and type(item) is dict:
        _message(item, pointer, said)
    elif pointer.startswith("/message/content"):
        role = said.kept.get(_ROLE, "assistant")
        if adds:
            said.delta(pointer, item, role)
        if not adds or type(item) is not str:
            said.all(item, pointer, role, repeated=True)
    elif type(item) in (str, dict, list):
        if pointer == "/message/metadata" and type(item) is dict:
            said.inside.append({"message": {"metadata": item}})
        said.prose(item, pointer, "tool")


def _message(message: dict[str, Any], pointer: str, said: Said) -> None:
    author = member(message, "author", "role")
    role = _ROLES.get(author, "assistant") if type(author) is str else "assistant"
    said.kept[_ROLE] = role
    content = message.get("content")
    if type(content) is dict:
        content = {name: item for name, item in content.items() if name != "content_type"}
    said.all(content, f"{pointer}/content", role, repeated=True)
    said.prose(message.get("metadata"), f"{pointer}/metadata", "tool")


def _socket(item: dict[str, Any], said: Said, depth: int = 0) -> bool:
    """An item of a WebSocket message: the events of the stream, encoded once more."""
    encoded = item.get("encoded_item")
    if type(encoded) is str:
        cutter = Sse()
        data = encoded.encode("utf-8", "replace")
        for record in (*cutter.feed(data), *cutter.end()):
            text = record.payload.decode() if type(record.payload) is bytes else ""
            document = inner(text)
            if type(document) is dict:
                said.inside.append(document)
                if read(document, record.name, said):
                    continue
            said.prose(document if document is not None else text, "/encoded_item")
        return True
    payload = item.get("payload")
    if type(payload) is dict and depth < _MAX_DEPTH:
        return _socket(payload, said, depth + 1)
    said.prose(item, "")
    return True
