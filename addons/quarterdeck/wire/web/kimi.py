"""kimi.com: JSON in Connect frames, formerly plain JSON. Source: public captures of 2026, kimi-free-api."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "kimi-web"

_PATH = re.compile(r"/kimi\.gateway\.chat\.v1\.chatservice/chat$|/api/chat/[^/]+/completion/stream$")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    if type(value.get("message")) is not dict and type(value.get("messages")) is not list:
        return None
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", _PATH)
