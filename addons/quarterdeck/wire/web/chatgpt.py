"""chatgpt.com, signed in or not. Files go to a storage host; here only their names pass.

Source: gpt4free, chat2api and public captures of 2026. "auto" is OpenAI's choice among its own models.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "chatgpt-web"

# A path that sends what a person typed.
TURN = re.compile(r"/backend-(?:api|anon)/(?:f/)?conversation$")
# What goes before a turn or takes up one that was cut: no prompt is due yet, or none any more.
_BESIDE = re.compile(r"/backend-(?:api|anon)/(?:f/)?conversation/(?:prepare|resume)$")
_FILES = re.compile(r"/backend-(?:api|anon)/files$")
# Actions that ask for an earlier turn again.
_AGAIN = ("variant", "continue")


def _claims(request: Request) -> bool:
    path = request.path
    return "/backend-" in path and any(shape.search(path) for shape in (TURN, _BESIDE, _FILES))


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    chats = TURN.search(request.path) is not None
    if type(value) is not dict:
        return drift.opaque(request, NAME, value) if chats else None
    if _FILES.search(request.path):
        return message(NAME, "upload", value, Models((), True)) if "file_name" in value else None
    if chats and _silent(value):
        return drift.opaque(request, NAME)
    return message(NAME, "chat", value, Models(models.named(value).names, True), True)


def _silent(value: dict[str, Any]) -> bool:
    said: list[Any] = []
    excused = value.get("action") in _AGAIN
    for each in drift.items(value.get("messages")):
        pieces = drift.member(each, "content", "parts")
        said.append(drift.member(each, "content", "text"))
        if type(pieces) is list:
            said += pieces
            said += [piece.get("text") for piece in drift.items(pieces)]
            excused = excused or any("asset_pointer" in piece for piece in drift.items(pieces))
            excused = excused or bool(drift.member(each, "metadata", "attachments"))
    return drift.silent(said, excused, value)


FORMAT = Format(NAME, _claims, _parse, "detail", TURN, title="ChatGPT (web)")
