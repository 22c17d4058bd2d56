"""poe.com: a GraphQL mutation that names a bot. A bot is a model, or somebody's own mixture of any.

Source: poe-api-wrapper (2025-08). Files come as multipart with the same JSON in `queryInfo`.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import json_strict, models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File
from quarterdeck.wire.web import drift

NAME = "poe-web"

_PATH = re.compile(r"/api/gql_(?:upload_)?post$")
_SENDS = "sendmessage"


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return None
    call = value
    if type(value.get("queryInfo")) is str:
        documents = json_strict.documents(value["queryInfo"])
        call = documents.values[0] if documents.reason is None and type(documents.values[0]) is dict else {}
    query = drift.member(call, "variables", "query")
    sends = any(type(item) is File for item in value.values())
    if "upload" in request.path or _SENDS in str(call.get("queryName", "")).lower():
        files = sends or bool(drift.member(call, "variables", "attachments"))
        if drift.silent((query,), type(query) is str and files, call):
            return drift.opaque(request, NAME)
    elif type(query) is not str:
        return None
    bot = drift.member(call, "variables", "bot")
    named = Models((bot,), models.recognized(bot)) if type(bot) is str and bot else Models()
    return message(NAME, "upload" if sends else "chat", value, named)


FORMAT = Format(NAME, _claims, _parse, "generic", title="Poe (web)")
