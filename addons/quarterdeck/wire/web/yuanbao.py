"""Tencent Yuanbao, which also serves DeepSeek's models inside its own app. Source: yuanbao-free-api (2026-03)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "yuanbao-web"

_PATH = re.compile(r"/api/chat/[^/]+$")
# Many apps have such a path; at this host it is certain.
_HOST = "yuanbao.tencent.com"
_MEANT = {"deep_seek": "deepseek-r1"}


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    here = request.host == _HOST
    if type(value) is not dict:
        return drift.opaque(request, NAME, value) if here else None
    prompt, chosen = value.get("prompt"), value.get("chatModelId")
    if here and drift.silent((prompt,), type(prompt) is str and bool(value.get("multimedia")), value):
        return drift.opaque(request, NAME)
    if type(chosen) is not str or type(prompt) is not str:
        return None
    meant = _MEANT.get(chosen, chosen.replace("deep_seek", "deepseek").replace("_", "-"))
    names = (meant, chosen, *models.named(value).names)
    return message(NAME, "chat", value, Models(tuple(dict.fromkeys(names)), True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", title="Tencent Yuanbao (web)")
