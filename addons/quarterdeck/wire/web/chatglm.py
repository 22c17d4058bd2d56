"""chatglm.cn. Source: glm-free-api."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "chatglm-web"

# A path that sends what a person typed.
TURN = re.compile(r"/backend-api/assistant/stream$")


def _claims(request: Request) -> bool:
    return TURN.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    pieces = [piece for said in drift.items(value.get("messages")) for piece in drift.items(said.get("content"))]
    said = [piece.get("text") for piece in pieces]
    files = any(piece.get("type") in ("file", "image", "image_url") for piece in pieces)
    if drift.silent(said, files, value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", TURN, title="ChatGLM (web)")
