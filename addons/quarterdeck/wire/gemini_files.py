"""Files kept at the Gemini API for later prompts: announced in JSON, then sent as bytes, whole or in pieces.

Source: ai.google.dev File API and file search stores (X-Goog-Upload-*). Bytes that are no text are read as a file.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import texts
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "gemini-files"

_PATH = re.compile(r"^/(?:resumable/)?upload/v1(?:alpha|beta|main)?/(?:files$|filesearchstores/|corpora/|ragstores/)")


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(_: Request, value: Any) -> Message | None:
    if type(value) is str:
        parts, files = texts.read(value, role="file")
        return Message(NAME, "upload", parts=parts, files=files)
    return message(NAME, "upload", value, Models((), True))


FORMAT = Format(NAME, _claims, _parse, "google", _PATH, title="Gemini files")
