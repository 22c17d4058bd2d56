"""Anthropic messages, on any base path; batches, token counts, the legacy completions; Vertex rawPredict.

Source: anthropic-sdk-python; Vertex takes the model from the path and `anthropic_version` in the body.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, merged, message, streams
from quarterdeck.wire.models import Models

NAME = "anthropic-messages"

_ENDINGS = ("/messages", "/messages/count_tokens", "/messages/batches", "/v1/complete")
_RAW = re.compile(r"/publishers/anthropic/models/([^/]+):(?:stream)?rawpredict$", re.IGNORECASE)


def _claims(request: Request) -> bool:
    path = request.path
    return path.endswith(_ENDINGS) or _RAW.search(path) is not None


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    stream = streams(value)
    raw = _RAW.search(request.exchange.path)
    if raw is not None:
        stream = stream or request.exchange.path.lower().endswith(":streamrawpredict")
        said = models.named(value)
        return message(NAME, "chat", value, merged(models.one(raw[1]), Models(said.names, True)), stream)
    requests = value.get("requests")
    if type(requests) is list:
        several = [
            models.named(item["params"]) for item in requests if type(item) is dict and type(item.get("params")) is dict
        ]
        if not several:
            return None
        return message(NAME, "chat", value, merged(*several), False)
    if type(models.field(value, "messages")) is list:
        return message(NAME, "chat", value, stream=stream)
    if request.path.endswith("/complete") and models.field(value, "prompt") is not None:
        return message(NAME, "completion", value, stream=stream)
    return None


FORMAT = Format(
    NAME,
    _claims,
    _parse,
    "anthropic",
    re.compile(r"/messages/(?:count_tokens|batches)$|rawpredict$"),
    title="Anthropic messages",
)
