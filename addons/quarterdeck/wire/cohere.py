"""Cohere, versions 1 and 2, and the rerankers that copy its shape. Source: docs.cohere.com, vercel/ai (cohere)."""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams

NAME = "cohere"

_PATH = re.compile(r"/(?:v1|v2|v1beta)/(chat|embed|rerank|generate|summarize|classify|embed-jobs)$|/(rerank)$")
_PROMPTS = ("message", "messages", "texts", "inputs", "images", "query", "prompt", "text", "chat_history")
_ACTIVITIES = {"chat": "chat", "embed": "embed", "rerank": "embed", "embed-jobs": "embed"}


def _claims(request: Request) -> bool:
    return _PATH.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    found = _PATH.search(request.path)
    if type(value) is not dict or found is None:
        return None
    # Other services have such paths too: without a model it is Cohere's only at Cohere, whose default then answers.
    if not any(models.field(value, key) for key in _PROMPTS):
        return None
    said = models.named(value)
    if not said.names and "cohere" not in request.host:
        return None
    return message(NAME, _ACTIVITIES.get(found[1] or found[2], "completion"), value, said, streams(value))


FORMAT = Format(NAME, _claims, _parse, "cohere", title="Cohere")
