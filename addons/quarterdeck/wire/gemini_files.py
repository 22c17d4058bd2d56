"""Files kept at the Gemini API for later prompts: announced in JSON, then sent as bytes, whole or in pieces.

Source: ai.google.dev File API and file search stores (X-Goog-Upload-*). Bytes that are no text are read as a file.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File

NAME = "gemini-files"

_PATH = re.compile(r"^/(?:resumable/)?upload/v1(?:alpha|beta|main)?/(?:files$|filesearchstores/|corpora/|ragstores/)")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is str:
        value = File("", request.exchange.header("content-type") or "", value, value.encode("utf-8", "surrogatepass"))
    return message(NAME, "upload", value, Models((), True))


FORMAT = Format(NAME, _claims, _parse, "google", _PATH, title="Gemini files")
