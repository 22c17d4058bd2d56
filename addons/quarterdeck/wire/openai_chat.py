"""OpenAI chat completions and legacy completions, as every compatible host takes them.

Source: openai-openapi; OpenRouter, LiteLLM, Vercel and Helicone fallback fields by their docs. On Azure the deployment
in the path selects the model whatever the body says, and its name is the customer's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message, streams
from quarterdeck.wire.models import Models

NAME = "openai-chat"

_ENDINGS = ("/completions", "/inference:complete")
_IN_PATH = re.compile(r"/(deployments|engines)/([^/]+)/", re.IGNORECASE)
_AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")


def named(request: Request, value: dict[str, Any]) -> Models:
    """The models of a body in OpenAI's shape, with the deployment or engine that the path names."""
    said = models.named(value)
    found = _IN_PATH.search(request.exchange.path)
    if found is not None:
        kind, name = found.groups()
        names = tuple(dict.fromkeys((*said.names, name)))
        # A maker's name in the body is talk, and often there is none: it is the deployment that answers.
        tells = kind.lower() == "engines" or models.recognized(name)
        return Models(names, tells and not any(map(models.chosen_there, names)))
    if is_azure(request):
        return Models(said.names, said.known and all(map(models.recognized, said.names)))
    return said


def is_azure(request: Request) -> bool:
    """Whether models bear names there that customers choose."""
    return request.host.endswith(_AZURE)


def with_unread(found: Message, given: Any) -> Message:
    """The message, unread in part if some of a prompt is token ids, which mean nothing without the tokenizer."""
    return replace(found, opaque="token-ids") if type(given) is list and any(map(_ids, given)) else found


def _ids(item: Any) -> bool:
    return type(item) is int or (type(item) is list and any(type(one) is int for one in item))


def _claims(request: Request) -> bool:
    return request.path.endswith(_ENDINGS)


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    chat = models.field(value, "messages") is not None
    prompt = models.field(value, "prompt")
    if not chat and prompt is None:
        return None
    found = message(NAME, "chat" if chat else "completion", value, named(request, value), streams(value))
    return with_unread(found, prompt)


FORMAT = Format(
    NAME,
    _claims,
    _parse,
    "openai",
    re.compile(r"/chat/completions$|/inference:complete$"),
    title="OpenAI chat completions and completions",
)
