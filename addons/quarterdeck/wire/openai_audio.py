"""OpenAI audio: speech from a text (JSON), text from a recording (multipart form data)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.openai_chat import named

NAME = "openai-audio"

_PATH = re.compile(r"/audio/(?:speech|transcriptions|translations)$")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    sends = models.field(value, "file") is not None
    if not sends and models.field(value, "input") is None:
        return None
    return message(NAME, "upload" if sends else "completion", value, named(request, value), streams(value))


FORMAT = Format(NAME, _claims, _parse, "openai", _PATH, title="OpenAI audio")
