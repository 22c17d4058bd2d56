"""claude.ai: the organization stands in the path. Source: public captures (2025-12), unofficial-claude-api."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File
from quarterdeck.wire.web import drift

NAME = "claude-web"

# A path that sends what a person typed.
TURN = re.compile(r"/api/organizations/[^/]+/chat_conversations/[^/]+/(retry_)?completion$")
_START = re.compile(r"/api/organizations/[^/]+/chat_conversations$")
_UPLOAD = re.compile(
    r"/api/(?:organizations/)?[^/]+/(?:upload|upload-file|convert_document)$|/api/convert_document$"
    r"|/api/organizations/[^/]+/conversations/[^/]+/(?:wiggle/)?upload-file$"
)
_HOSTS = ("claude.ai", "claude.com")
_FILES = ("files", "attachments", "sync_sources")
# Large in every request: what the app brings along, and pasted text, which is read where it is.
_LARGE = (*_FILES, "tools", "personalized_styles")


def _claims(request: Request) -> bool:
    path = request.path
    if "/api/" not in path:
        return False
    if TURN.search(path) or _START.search(path):
        return True
    return request.host.endswith(_HOSTS) and _UPLOAD.search(path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    chats = TURN.search(request.path)
    if type(value) is not dict:
        return drift.opaque(request, NAME, value) if chats else None
    if _UPLOAD.search(request.path):
        sent = any(type(item) is File for item in value.values())
        return message(NAME, "upload", value, Models((), True)) if sent else drift.opaque(request, NAME)
    if chats:
        prompt = value.get("prompt")
        excused = type(prompt) is str and any(value.get(name) for name in _FILES)
        if drift.silent((prompt,), excused or chats[1] is not None, value, _LARGE):
            return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), chats is not None)


FORMAT = Format(NAME, _claims, _parse, "anthropic", TURN, title="Claude (web)")
