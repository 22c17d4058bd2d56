"""A prompt in the address itself: links that open a chat with a question, services that take it by GET."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from quarterdeck.model.content import Message, Part
from quarterdeck.wire import models
from quarterdeck.wire.format import Format, Request
from quarterdeck.wire.member import escape

NAME = "query"

_PROMPTS = frozenset(("prompt", "message", "messages", "question"))
_PAGES = frozenset(("", "/", "/new", "/search", "/search/new", "/chat"))


def _claims(request: Request) -> bool:
    return bool(request.exchange.query) and request.exchange.method in ("GET", "HEAD") and request.ai


def _parse(request: Request, value: Any) -> Message | None:
    if value is not None:
        return None
    pairs = parse_qsl(request.exchange.query, max_num_fields=None)
    keys = {models.fold(key) for key, _ in pairs}
    asks = bool(keys & _PROMPTS) or ("q" in keys and request.path in _PAGES)
    calls = request.match.host is not None and request.match.host.role == "api" and "model" in keys
    if not asks and not calls:
        return None
    parts = tuple(Part(f"/{escape(key)}", text) for key, text in pairs if text)
    if calls:
        parts = (Part("", request.exchange.path), *parts)
    named = any(models.fold(key) == "model" for key in keys)
    return Message(NAME, "chat", models_known=named or not calls, parts=parts)


FORMAT = Format(NAME, _claims, _parse, "generic", bodyless=True, title="A prompt in the address")
