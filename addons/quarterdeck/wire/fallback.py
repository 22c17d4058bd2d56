"""Requests that no format parses: read all the same where an AI service is spoken to, opaque where it might matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque, Part
from quarterdeck.wire import activity, generic, mcp, models, texts
from quarterdeck.wire.body import Body
from quarterdeck.wire.format import Request
from quarterdeck.wire.models import Models
from quarterdeck.wire.settle import settle

JSON = "json"

_QUIET = (activity.LOGIN, activity.TELEMETRY)
_PROMPTING = ("chat", "completion", "embed")


def unreadable(request: Request, reason: str, proven: str | None, text: str = "") -> Message | Opaque | None:
    """A body that could not be read.

    It is opaque if its path proves a format, if it looks like a prompt or a call of a tool, or if it goes to an AI
    service by any way but sign-in and telemetry.
    """
    if proven is None and text and generic.suspected(text):
        proven = generic.NAME
    if proven is None and mcp.suspected(request.exchange, text):
        proven = mcp.NAME
    if proven is not None:
        return Opaque(reason, proven)
    if not request.ai:
        return None
    doing = activity.classify(request.exchange, request.match)
    if doing in _QUIET:
        return None
    if reason == "binary" and doing == "upload":
        return settle((Message("file", doing, opaque="file"),), request.exchange, request.match)
    return Opaque(reason)


def remaining(request: Request, said: Body, proven: str | None) -> Message | Opaque | None:
    """A body that was read, but that is of no format."""
    if not request.ai:
        return None
    if proven is not None:
        return Opaque("unexpected-shape" if said.kind in (JSON, "form", "multipart") else "not-json", proven)
    doing = activity.classify(request.exchange, request.match)
    if doing in _QUIET:
        return None
    if said.kind == "file":
        return settle((Message("file", "upload", opaque="file"),), request.exchange, request.match)
    if said.kind == "text":
        parts = tuple(Part("", text, "user") for text in said.values if text)
        return settle((Message("text", doing, (), doing not in _PROMPTING, parts),), request.exchange, request.match)
    messages = [replace(plain(request, value), format=said.kind) for value in said.values]
    return settle(messages, request.exchange, request.match) if messages else None


def plain(request: Request, value: Any) -> Message:
    """All texts of a value and whatever models it names; where a prompt is likely and none is named, none is known."""
    doing = activity.classify(request.exchange, request.match)
    named = models.named(value) if type(value) is dict else Models()
    known = bool(named.names) or doing not in _PROMPTING
    return Message(JSON, doing, named.names, known, texts.parts(value))
