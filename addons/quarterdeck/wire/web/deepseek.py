"""chat.deepseek.com and its mobile app. The mode stands in for a model; the vendor's API names are used for it.

Source: ds-free-api (2026-05), public captures of 2026.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File
from quarterdeck.wire.web import drift

NAME = "deepseek-web"

# A path that sends what a person typed.
TURN = re.compile(r"/api/v0/chat/(?:completion|edit_message)$")
_UPLOAD = re.compile(r"/api/v0/file/upload_file$")


def _claims(request: Request) -> bool:
    path = request.path
    return TURN.search(path) is not None or _UPLOAD.search(path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    if _UPLOAD.search(request.path):
        sent = any(type(item) is File for item in value.values())
        return message(NAME, "upload", value, Models((), True)) if sent else drift.opaque(request, NAME)
    prompt = value.get("prompt")
    spoken = bool(value.get("ref_file_ids") or value.get("audio_id"))
    if drift.silent((prompt,), type(prompt) is str and spoken, value):
        return drift.opaque(request, NAME)
    model = "deepseek-reasoner" if value.get("thinking_enabled") is True else "deepseek-chat"
    return message(NAME, "chat", value, Models((model,), True), True)


FORMAT = Format(
    NAME, _claims, _parse, "deepseek-web", re.compile(f"{TURN.pattern}|{_UPLOAD.pattern}"), title="DeepSeek (web)"
)
