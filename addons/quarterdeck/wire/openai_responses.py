"""OpenAI responses, and the conversations, threads and runs that hold a dialogue on the far side.

Source: openai-openapi. A run names an assistant instead of a model, a stored prompt may name one itself: then the
model is not known.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.models import Models
from quarterdeck.wire.openai_chat import named

NAME = "openai-responses"

_RESPONSES = re.compile(r"/responses(?:/compact|/input_tokens)?$")
_STATE = re.compile(r"/(?:v1|openai)/(?:threads|conversations|assistants)(?:/|$)")
_RUNS = re.compile(r"/runs(?:/[^/]+/submit_tool_outputs)?$")


def _claims(request: Request) -> bool:
    path = request.path
    return _RESPONSES.search(path) is not None or (request.ai and _STATE.search(path) is not None)


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    path = request.path
    if _RESPONSES.search(path):
        if not any(models.field(value, key) is not None for key in ("input", "instructions", "prompt", "model")):
            return None
        return message(NAME, "chat", value, named(request, value), streams(value))
    said = named(request, value)
    runs = _RUNS.search(path) is not None
    return message(NAME, "chat", value, Models(said.names, said.known or not (runs or said.names)), streams(value))


FORMAT = Format(
    NAME,
    _claims,
    _parse,
    "openai-responses",
    re.compile(r"/(?:v1|codex|openai)/responses$"),
    title="OpenAI responses, conversations and assistants",
)
