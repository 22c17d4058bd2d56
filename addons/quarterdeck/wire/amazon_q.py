"""Amazon Q Developer, formerly CodeWhisperer: a conversation's state in JSON; the call is named by path or header.

Source: amazon-q-developer-cli (2025) and its generated client. A model is named only where the user picked one.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "amazon-q"

_HOST = re.compile(r"^(?:q|codewhisperer|runtime)\.(?:[a-z0-9.-]+\.)?(?:amazonaws\.com|kiro\.dev)$")
_CHATS = ("generateassistantresponse", "sendmessage", "generatetaskassistplan")
_COMPLETES = ("generatecompletions", "generaterecommendations")


def _call(request: Request) -> str:
    """The name of the call, in lower case: after the target's service, or at the end of the path."""
    target = request.exchange.header("x-amz-target") or request.path
    return re.split(r"[./]", target.lower())[-1]


def _claims(request: Request) -> bool:
    return _HOST.match(request.host) is not None and _call(request) in (*_CHATS, *_COMPLETES)


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return None
    if _call(request) in _COMPLETES:
        return message(NAME, "completion", value, Models((), True))
    turn: Any = value
    for name in ("conversationState", "currentMessage", "userInputMessage"):
        turn = turn.get(name) if type(turn) is dict else None
    if type(turn) is not dict or type(turn.get("content")) is not str:
        return Opaque("unexpected-shape", NAME)
    asked = turn.get("modelId")
    named = models.one(asked) if type(asked) is str and asked else Models()
    return message(NAME, "chat", value, named, True)


FORMAT = Format(NAME, _claims, _parse, "aws", title="Amazon Q Developer")
