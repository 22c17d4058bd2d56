"""Calls of gRPC and Connect to an AI service whose schema nobody published: all texts are read, no model is sure.

What the method does is told by the words of its name. A name that makers give to models is taken for one wherever it
stands alone, since nothing says which field would hold it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Part
from quarterdeck.wire import activity, generic, models, rpc, texts
from quarterdeck.wire.format import Format, Request
from quarterdeck.wire.models import Models

NAME = "grpc"

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ACTIVITIES = (
    ("embed", frozenset("embed embedding embeddings rerank".split())),
    ("upload", frozenset("upload file files attachment attachments index".split())),
    ("completion", frozenset("complete completion completions autocomplete predict cpp".split())),
    (
        "chat",
        frozenset("chat message messages ask answer generate prompt converse conversation assistant agent".split()),
    ),
)
_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{2,99}\Z")


def doing(request: Request) -> str:
    """The activity that the method's name tells, else the one of the whole address."""
    words = {word.lower() for word in _WORD.findall(request.exchange.path.rpartition("/")[2])}
    told = next((name for name, telling in _ACTIVITIES if not words.isdisjoint(telling)), None)
    return told or activity.classify(request.exchange, request.match)


def likely_models(parts: Sequence[Part]) -> tuple[str, ...]:
    """Texts that are nothing but a name that a maker gave to a model."""
    names = (part.text for part in parts if _MODEL_NAME.match(part.text))
    return tuple(dict.fromkeys(name for name in names if models.recognized(name)))


def message(name: str, what: str, value: Any, named: Models) -> Message:
    """A message of all texts of a decoded call, and of the files in it."""
    parts, files = texts.read(value, role="user")
    return Message(name, what, named.names, named.known, parts, True, files=files)


def _claims(request: Request) -> bool:
    return request.ai and rpc.speaks(request.exchange.header("content-type") or "")


def _parse(request: Request, value: Any) -> Message | None:
    if type(value) is not dict:
        return None
    # JSON in the shape of a prompt, in a field or in place of a message, names its models itself.
    shaped = generic.FORMAT.parse(request, value)
    what = doing(request)
    if isinstance(shaped, Message):
        return replace(shaped, format=NAME)
    found = message(NAME, what, value, Models((), what not in ("chat", "completion", "embed")))
    return replace(found, models=likely_models(found.parts))


FORMAT = Format(NAME, _claims, _parse, "generic", title="gRPC and Connect calls of any schema")
