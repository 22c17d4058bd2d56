"""doubao.com: each message's content is JSON written in a string. Source: doubao-free-api (2024-12, may be stale)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "doubao-web"

_PATH = re.compile(r"/samantha/chat/completion$")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict or type(value.get("messages")) is not list:
        return None
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


FORMAT = Format(NAME, _claims, _parse, "generic", _PATH)
