"""perplexity.ai: one of several makers' models is picked by a short name. Source: gpt4free, perplexity-ai (2026-08).

A file is announced by name here, and then sent to a store.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.web import drift

NAME = "perplexity-web"

# A path that sends what a person typed.
TURN = re.compile(r"/rest/sse/perplexity_ask$")
_UPLOAD = re.compile(r"/rest/uploads/(?:batch_)?create_upload_urls?$")
# Short names that do not tell whose model it is.
_MEANT = {"r1": "deepseek-r1"}


def _claims(request: Request) -> bool:
    return TURN.search(request.path) is not None or _UPLOAD.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    chats = TURN.search(request.path) is not None
    if type(value) is not dict:
        return drift.opaque(request, NAME, value) if chats else None
    if not chats:
        return message(NAME, "upload", value, Models((), True))
    said = (value.get("query_str"), drift.member(value, "params", "dsl_query"))
    files = bool(drift.member(value, "params", "attachments")) and str in map(type, said)
    if drift.silent(said, files, value):
        return drift.opaque(request, NAME)
    asked = drift.member(value, "params", "model_preference")
    if type(asked) is not str or not asked:
        return message(NAME, "chat", value, Models(), True)
    names = (asked, _MEANT[asked]) if asked in _MEANT else (asked,)
    return message(NAME, "chat", value, Models(names, True), True)


FORMAT = Format(NAME, _claims, _parse, "detail", TURN, title="Perplexity (web)")
