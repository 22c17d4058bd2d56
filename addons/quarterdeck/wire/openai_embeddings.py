"""OpenAI embeddings and moderations. Texts may come as token ids, which cannot be read without the tokenizer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.openai_chat import named

NAME = "openai-embeddings"


def _claims(request: Request) -> bool:
    return request.path.endswith(("/embeddings", "/moderations", "/multimodalembeddings", "/contextualizedembeddings"))


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    given = models.field(value, "input")
    if given is None:
        given = models.field(value, "inputs")
    if given is None:
        return None
    found = message(NAME, "embed", value, named(request, value))
    return replace(found, opaque="token-ids") if _token_ids(given) else found


def _token_ids(given: Any) -> bool:
    if type(given) is not list or not given:
        return False
    return type(given[0]) is int or (type(given[0]) is list and bool(given[0]) and type(given[0][0]) is int)


FORMAT = Format(NAME, _claims, _parse, "openai")
