"""OpenAI embeddings and moderations. Texts may come as token ids, which cannot be read without the tokenizer."""

from __future__ import annotations

from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.openai_chat import named, with_unread

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
    return with_unread(message(NAME, "embed", value, named(request, value)), given)


FORMAT = Format(NAME, _claims, _parse, "openai", title="OpenAI embeddings and moderations")
