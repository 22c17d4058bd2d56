"""chat.qwen.ai: OpenAI's shape with files and a list of models in each message. Source: gpt4free Qwen.py (2026-08)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.models import Models

NAME = "qwen-web"

_PATH = re.compile(r"/api/v[0-9]+/chat/completions$")


def _claims(request: Request) -> bool:
    return request.host.endswith(("qwen.ai", "qwenlm.ai")) and _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is not dict or type(value.get("messages")) is not list:
        return None
    said = models.named(value)
    named = [name for item in value["messages"] if type(item) is dict for name in models.listed(item.get("models"))]
    names = tuple(dict.fromkeys((*said.names, *named)))
    return message(NAME, "chat", value, Models(names, bool(names)), streams(value))


FORMAT = Format(NAME, _claims, _parse, "openai", _PATH)
