"""Ollama, local or at ollama.com. It is written in Go: keys match in any case. Streams unless told not to.

Source: ollama docs/api.md. `name` is the old spelling of `model`.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "ollama"

_ACTIVITIES = {
    "/api/chat": "chat",
    "/api/generate": "completion",
    "/api/embed": "embed",
    "/api/embeddings": "embed",
    "/api/pull": "download-weights",
    "/api/push": "upload",
    "/api/create": "upload",
    "/api/copy": "browse",
    "/api/show": "browse",
    "/api/delete": "browse",
}
_ENDINGS = tuple(_ACTIVITIES)
_PROMPTS = ("messages", "prompt", "input", "system", "images", "template")
# Legacy and neighbouring spellings of the model in the calls that manage models.
_NAMES = ("name", "from", "source", "destination")


def _claims(request: Request) -> bool:
    return request.path.endswith(_ENDINGS)


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    path = request.path
    activity = next(kind for ending, kind in _ACTIVITIES.items() if path.endswith(ending))
    said = models.named(value)
    names = list(said.names)
    carries = activity in ("chat", "completion", "embed")
    if not carries:
        for key, text in value.items():
            if type(text) is str and text and models.fold(key) in _NAMES:
                names.append(text)
    if not names or (carries and not any(models.field(value, key) is not None for key in _PROMPTS)):
        return None
    asked = models.field(value, "model")
    exact = type(value.get("model")) is str or (asked is None and not carries)
    stream = models.field(value, "stream") is not False
    return message(NAME, activity, value, Models(tuple(dict.fromkeys(names)), exact), stream)


FORMAT = Format(NAME, _claims, _parse, "ollama", title="Ollama")
