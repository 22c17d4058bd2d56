"""claude.ai: the organization stands in the path. Source: public captures (2025-12), unofficial-claude-api."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File

NAME = "claude-web"

_CHAT = re.compile(r"/api/organizations/[^/]+/chat_conversations/[^/]+/(?:retry_)?completion$")
_START = re.compile(r"/api/organizations/[^/]+/chat_conversations$")
_UPLOAD = re.compile(r"/api/(?:organizations/)?[^/]+/(?:upload|convert_document)$|/api/convert_document$")


def _claims(request: Request) -> bool:
    path = request.path
    if "/api/" not in path:
        return False
    if _CHAT.search(path) or _START.search(path):
        return True
    return request.host.endswith(("claude.ai", "claude.com")) and _UPLOAD.search(path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    path = request.path
    if _UPLOAD.search(path):
        sent = any(type(item) is File for item in value.values())
        return message(NAME, "upload", value, Models((), True)) if sent else None
    if _CHAT.search(path) and type(value.get("prompt")) is not str:
        return None
    return message(NAME, "chat", value, Models(models.named(value).names, True), _CHAT.search(path) is not None)


FORMAT = Format(NAME, _claims, _parse, "anthropic", _CHAT)
