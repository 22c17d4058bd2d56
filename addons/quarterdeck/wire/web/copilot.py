"""copilot.microsoft.com: a WebSocket of JSON messages; only a mode is chosen. Source: gpt4free Copilot.py (2026-08)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "copilot-web"

_PATH = re.compile(r"/c/api/(?:chat|conversations|start|attachments)$")
_CHAT = re.compile(r"/c/api/chat$")


def frame(value: Any) -> Message | Opaque | None:
    """A message of the client; `send` carries the prompt."""
    if type(value) is not dict or type(value.get("event")) is not str:
        return None
    if value["event"] == "send":
        pieces = drift.items(value.get("content"))
        said = [piece.get("text") for piece in pieces if piece.get("type") == "text"]
        files = any(piece.get("type") in ("image", "document", "file") for piece in pieces)
        if drift.silent(said, files, value):
            return Opaque("unexpected-shape", NAME)
    return message(NAME, "chat", value, Models((), True), True)


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    path = request.path
    if path.endswith("/attachments"):
        return message(NAME, "upload", value, Models((), True)) if value is not None else None
    if value is None and not (path.endswith("/chat") and request.exchange.protocol == "websocket"):
        return None
    return message(NAME, "chat", value, Models((), True), True)


FORMAT = Format(
    NAME, _claims, _parse, "generic", _CHAT, bodyless=True, frame=frame, title="Microsoft Copilot (web, WebSocket)"
)
