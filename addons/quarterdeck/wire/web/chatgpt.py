"""chatgpt.com, signed in or not. Files go to a storage host; here only their names pass.

Source: gpt4free, chat2api and public captures of 2026. "auto" is OpenAI's choice among its own models.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "chatgpt-web"

_CHAT = re.compile(r"/backend-(?:api|anon)/(?:f/)?conversation$")
_PREPARE = re.compile(r"/backend-(?:api|anon)/(?:f/)?conversation/prepare$")
_FILES = re.compile(r"/backend-(?:api|anon)/files$")


def _claims(request: Request) -> bool:
    path = request.path
    return "/backend-" in path and any(shape.search(path) for shape in (_CHAT, _PREPARE, _FILES))


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    path = request.path
    if _FILES.search(path):
        return message(NAME, "upload", value, Models((), True)) if "file_name" in value else None
    if _CHAT.search(path) and type(value.get("messages")) is not list:
        return None
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "detail", _CHAT)
