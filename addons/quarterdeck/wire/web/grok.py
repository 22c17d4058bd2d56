"""grok.com. A mode, or an older client's model name, all of one vendor. Source: gpt4free Grok.py (2026-08)."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque, Upload
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "grok-web"

# A path that sends what a person typed.
TURN = re.compile(r"/rest/app-chat/conversations/(?:new|[^/]+/responses)$")
_UPLOAD = re.compile(r"/rest/app-chat/upload-file$")
_CONTENT = "/content"
_FILES = ("fileAttachments", "imageAttachments")


def _claims(request: Request) -> bool:
    path = request.path
    return "/rest/app-chat/" in path and (TURN.search(path) or _UPLOAD.search(path)) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    if _UPLOAD.search(request.path):
        return _uploaded(value) if type(value.get("content")) is str else drift.opaque(request, NAME)
    said = value.get("message")
    if drift.silent((said,), type(said) is str and any(value.get(name) for name in _FILES), value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


def _uploaded(value: dict[str, Any]) -> Message:
    """The file is base64 in `content`, beside its name and type; what is no base64 there is a text like any other."""
    found = message(NAME, "upload", value, Models((), True))
    try:
        data = base64.b64decode(value["content"], validate=True)
    except ValueError:
        return found
    file = Upload(_CONTENT, data, str(value.get("fileName", "")), str(value.get("fileMimeType", "")))
    parts = tuple(part for part in found.parts if part.pointer != _CONTENT)
    others = tuple(one for one in found.files if one.pointer != _CONTENT)
    return replace(found, parts=parts, files=(file, *others))


FORMAT = Format(NAME, _claims, _parse, "generic", re.compile(f"{TURN.pattern}|{_UPLOAD.pattern}"), title="Grok (web)")
