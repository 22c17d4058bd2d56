"""grok.com. A mode, or an older client's model name, all of one vendor. Source: gpt4free Grok.py (2026-08)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "grok-web"

_CHAT = re.compile(r"/rest/app-chat/conversations/(?:new|[^/]+/responses)$")
_UPLOAD = re.compile(r"/rest/app-chat/upload-file$")


def _claims(request: Request) -> bool:
    path = request.path
    return "/rest/app-chat/" in path and (_CHAT.search(path) or _UPLOAD.search(path)) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    if _UPLOAD.search(request.path):
        return message(NAME, "upload", value, Models((), True))
    if type(value.get("message")) is not str:
        return None
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", _CHAT)
