"""kimi.com: JSON in Connect frames, formerly plain JSON. Source: public captures of 2026, kimi-free-api."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "kimi-web"

# A path that sends what a person typed.
TURN = re.compile(r"/kimi\.gateway\.chat\.v1\.chatservice/chat$|/api/chat/[^/]+/completion/stream$")


def _claims(request: Request) -> bool:
    return TURN.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    blocks = drift.items(drift.member(value, "message", "blocks"))
    said = [drift.member(block, "text", "content") for block in blocks]
    files = any(item for block in blocks for name, item in block.items() if name in ("file", "image", "files"))
    turns = drift.items(value.get("messages"))
    said += [turn.get("content") for turn in turns]
    files = files or bool(turns and value.get("refs") and all(type(turn.get("content")) is str for turn in turns))
    if drift.silent(said, files, value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", TURN, title="Kimi (web, Connect JSON)")
