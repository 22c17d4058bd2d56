"""Microsoft 365 Copilot: SignalR over a WebSocket, JSON between record separators. A tone may name a model.

Source: public clients and captures of 2026 (substrate.office.com/m365Copilot/Chathub), SignalR hub protocol. Over
Microsoft Graph the same is plain JSON.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "m365-copilot"

_HUB = re.compile(r"/(?:m365copilot|sydney)/chathub(?:/[^/]+)?$")
_GRAPH = re.compile(r"/copilot/conversations(?:/[^/]+/chat(?:overstream)?)?$")
_CALLS = (1, 4)


def frame(value: Any) -> Message | Opaque | None:
    """A message of the client: a call of `chat` carries the prompt, the others are signs of life and figures."""
    if type(value) is not dict or not ("type" in value or "protocol" in value):
        return None
    tones: list[str] = []
    if value.get("target") == "chat" and value.get("type") in _CALLS:
        given = drift.items(value.get("arguments"))
        tones = [tone for one in given if type(tone := one.get("tone")) is str and models.recognized(tone)]
        said = [drift.member(one, "message", "text") for one in given]
        files = any(drift.member(one, "message", "messageAnnotations") for one in given) and str in map(type, said)
        if drift.silent(said, files, value, ("arguments",)):
            return Opaque("unexpected-shape", NAME)
    return message(NAME, "chat", value, Models(tuple(tones), True), True)


def _claims(request: Request) -> bool:
    return _HUB.search(request.path) is not None or _GRAPH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if _HUB.search(request.path):
        if value is None and request.exchange.protocol != "websocket":
            return None
        return message(NAME, "chat", value, Models((), True), True)
    if type(value) is not dict:
        return None
    if request.path.endswith("/conversations"):
        return message(NAME, "chat", value, Models((), True)) if request.ai else None
    if drift.silent((drift.member(value, "message", "text"),), False, value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models((), True), request.path.endswith("overstream"))


FORMAT = Format(
    NAME, _claims, _parse, "generic", _HUB, bodyless=True, frame=frame, title="Microsoft 365 Copilot (SignalR)"
)
