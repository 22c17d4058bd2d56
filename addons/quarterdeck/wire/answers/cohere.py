"""Cohere: version 2 adds to a message like others do, version 1 sends tokens and at the end all of them again.

Source: Cohere API reference. Answers of embed and rerank repeat the caller's texts.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers import openai_chat
from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import member

_SECOND = frozenset(
    "message-start content-start content-delta content-end tool-plan-delta tool-call-start tool-call-delta "
    "tool-call-end citation-start citation-end message-end debug".split()
)
_ROOT = frozenset("id generation_id finish_reason message text meta usage chat_history response_type logprobs".split())
_EVENT = frozenset("is_finished event_type generation_id text response finish_reason index".split())


def read(value: Any, _: str, said: Said) -> bool:
    """One event, or the whole answer."""
    if type(value) is not dict:
        return False
    kind = value.get("type")
    if type(kind) is str and kind in _SECOND:
        _second(value, kind, said)
    elif type(value.get("event_type")) is str:
        said.delta("/text", value.get("text"))
        response = value.get("response")
        if type(response) is dict:
            said.whole("/text", response.get("text"))
            said.rest(response, _ROOT)
        said.rest(value, _EVENT)
        said.done = value.get("is_finished") is True
    elif type(value.get("message")) is dict and "finish_reason" in value:
        _message(value["message"], said)
        said.rest(value, _ROOT)
    elif type(value.get("text")) is str and value.keys() & {"generation_id", "chat_history"}:
        said.whole("/text", value["text"])
        said.rest(value, _ROOT)
    else:
        return False
    return True


def _second(value: dict[str, Any], kind: str, said: Said) -> None:
    message = member(value, "delta", "message")
    if kind == "message-end":
        said.done = True
        said.all(member(value, "delta", "error"), "/error")
    elif kind.startswith("tool-call") and type(message) is dict:
        index = value.get("index")
        openai_chat.calls([{"index": index, **_first(message.get("tool_calls"))}], "/message/tool_calls", said)
    elif kind.startswith("content") and type(message) is dict and type(message.get("content")) is dict:
        index = value.get("index")
        said.all(message["content"], f"/message/content/{index if type(index) is int else 0}")
    else:
        said.all(message, "/message")


def _first(calls: Any) -> dict[str, Any]:
    found = calls[0] if type(calls) is list and calls else calls
    return found if type(found) is dict else {}


def _message(message: dict[str, Any], said: Said) -> None:
    for name, item in message.items():
        if name == "tool_calls":
            openai_chat.calls(item, "/message/tool_calls", said)
        else:
            said.all({name: item}, "/message")
