"""doubao.com: each message's content is JSON written in a string. Source: doubao-free-api (2024-12, may be stale)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import json_strict, models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "doubao-web"

# A path that sends what a person typed.
TURN = re.compile(r"/samantha/chat/completion$")


def _claims(request: Request) -> bool:
    return TURN.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return drift.opaque(request, NAME, value)
    turns = drift.items(value.get("messages"))
    said = [drift.member(inner, "text") for turn in turns for inner in _inside(turn.get("content"))]
    files = bool(said) and any(turn.get("attachments") or turn.get("references") for turn in turns)
    if drift.silent(said, files, value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


def _inside(content: Any) -> tuple[Any, ...]:
    """What a content says: JSON as a rule, else a text all the same."""
    if type(content) is not str:
        return ()
    documents = json_strict.documents(content)
    return documents.values if documents.reason is None else ({"text": content},)


FORMAT = Format(NAME, _claims, _parse, "generic", TURN, title="Doubao (web)")
