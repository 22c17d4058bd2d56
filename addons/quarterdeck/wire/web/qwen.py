"""chat.qwen.ai: OpenAI's shape with files and a list of models in each message. Source: gpt4free Qwen.py (2026-08).

Files go to a store with a token that is asked for here.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "qwen-web"

# A path that sends what a person typed.
TURN = re.compile(r"/api/v[0-9]+/chat/completions$")
_TOKEN = re.compile(r"/api/v[0-9]+/files/getststoken$")
_HOSTS = ("qwen.ai", "qwenlm.ai")


def _claims(request: Request) -> bool:
    path = request.path
    return request.host.endswith(_HOSTS) and (TURN.search(path) or _TOKEN.search(path)) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    if _TOKEN.search(request.path):
        return message(NAME, "upload", value, Models((), True))
    turns = drift.items(value.get("messages"))
    said = [turn.get("content") for turn in turns]
    said += [piece.get("text") for turn in turns for piece in drift.items(turn.get("content"))]
    files = any(turn.get("files") and type(turn.get("content")) in (str, list) for turn in turns)
    if drift.silent(said, files, value):
        return drift.opaque(request, NAME)
    named = [name for turn in turns for name in models.listed(turn.get("models"))]
    names = tuple(dict.fromkeys((*models.named(value).names, *named)))
    return message(NAME, "chat", value, Models(names, bool(names)), streams(value))


FORMAT = Format(NAME, _claims, _parse, "openai", TURN, title="Qwen (web)")
