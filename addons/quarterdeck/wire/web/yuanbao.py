"""Tencent Yuanbao, which also serves DeepSeek's models inside its own app. Source: yuanbao-free-api (2026-03)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "yuanbao-web"

_PATH = re.compile(r"/api/chat/[^/]+$")
_MEANT = {"deep_seek": "deepseek-r1"}


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict or type(value.get("prompt")) is not str:
        return None
    chosen = value.get("chatModelId")
    if type(chosen) is not str:
        return None
    meant = _MEANT.get(chosen, chosen.replace("deep_seek", "deepseek").replace("_", "-"))
    names = (meant, chosen, *models.named(value).names)
    return message(NAME, "chat", value, Models(tuple(dict.fromkeys(names)), True), True)


FORMAT = Format(NAME, _claims, _parse, "generic")
