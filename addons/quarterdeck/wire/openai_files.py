"""Files sent to an AI service for later use, also in parts. A batch of requests names its models line by line.

Source: openai-openapi (/files, /uploads); Anthropic and others take the same form.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import json_strict, models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File

NAME = "openai-files"

_PATH = re.compile(r"/(?:files|uploads(?:/[^/]+/(?:parts|complete))?)$")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    files = [item for item in value.values() if type(item) is File]
    if "purpose" not in value and not (request.ai and (files or "data" in value or "part_ids" in value)):
        return None
    batch = "batch" in str(value.get("purpose"))
    names: list[str] = []
    known = True
    for file in files:
        lines = json_strict.documents((file.text or "").removeprefix("\ufeff"))
        # The lines of a batch are requests; nothing else that is uploaded chooses a model.
        known = known and (lines.reason is None or not batch)
        names += (name for line in lines.values if type(line) is dict for name in models.named(line).names)
    return message(NAME, "upload", value, Models(tuple(dict.fromkeys(names)), known))


FORMAT = Format(NAME, _claims, _parse, "openai", title="Files and uploads (OpenAI, Anthropic)")
