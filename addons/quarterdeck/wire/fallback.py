"""Requests that no format parses: read all the same where an AI service is spoken to, opaque where it might matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque, Part, Upload
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import activity, generic, mcp, models, plaintext, texts
from quarterdeck.wire.body import Body
from quarterdeck.wire.format import Request
from quarterdeck.wire.models import Models
from quarterdeck.wire.settle import settle

JSON = "json"

_QUIET = (activity.LOGIN, activity.TELEMETRY)
_PROMPTING = ("chat", "completion", "embed")


def unreadable(
    request: Request, reason: str, proven: str | None, text: str = "", data: bytes = b""
) -> Message | Opaque | None:
    """A body that could not be read. `data` is what it decodes to, if it may be a file.

    It is opaque if its path proves a format, if it looks like a prompt or a call of a tool, or if it goes to an AI
    service by any way but sign-in and telemetry.
    """
    if proven is None and text and generic.suspected(text):
        proven = generic.NAME
    if proven is None and mcp.suspected(request.exchange, text):
        proven = mcp.NAME
    doing = activity.classify(request.exchange, request.match)
    if reason == "binary" and data and request.ai and (doing == "upload" or request.exchange.method == "PUT"):
        return _sent_as_it_is(request, proven, data)
    if proven is not None:
        return Opaque(reason, proven)
    if not request.ai or doing in _QUIET:
        return None
    return Opaque(reason)


def remaining(request: Request, said: Body, proven: str | None) -> Message | Opaque | None:
    """A body that was read, but that is of no format."""
    if not request.ai:
        return None
    doing = activity.classify(request.exchange, request.match)
    if said.kind == "file" and (doing == "upload" or (proven is None and doing not in _QUIET)):
        return _sent_as_it_is(request, proven, said.data, said.text)
    if proven is not None:
        return Opaque("unexpected-shape" if said.kind in (JSON, "form", "multipart") else "not-json", proven)
    if doing in _QUIET:
        return None
    if said.kind == "text":
        parts, files = whole(request.exchange, said)
        found = Message("text", doing, (), doing not in _PROMPTING, parts, files=files)
        return settle((found,), request.exchange, request.match)
    messages = [replace(plain(request, value), format=said.kind) for value in said.values]
    return settle(messages, request.exchange, request.match) if messages else None


def plain(request: Request, value: Any) -> Message:
    """All texts of a value and whatever models it names; where a prompt is likely and none is named, none is known."""
    doing = activity.classify(request.exchange, request.match)
    named = models.named(value) if type(value) is dict else Models()
    known = bool(named.names) or doing not in _PROMPTING
    parts, files = texts.read(value)
    return Message(JSON, doing, named.names, known, parts, files=files)


def whole(exchange: Exchange, said: Body) -> tuple[tuple[Part, ...], tuple[Upload, ...]]:
    """A body that is one text or one file: the text, and the file unless it is obviously no more than its text."""
    parts, files = texts.read(said.text, role="file" if said.kind == "file" else "user") if said.text else ((), ())
    kind = exchange.header("content-type") or ""
    if said.kind == "file" or not plaintext.is_plain(said.text, exchange.path, kind):
        files = (Upload("", said.data, "", kind), *(file for file in files if file.pointer))
    return parts, files


def _sent_as_it_is(request: Request, proven: str | None, data: bytes, text: str = "") -> Message | Opaque:
    parts, files = whole(request.exchange, Body("file", text=text, data=data))
    return settle((Message(proven or "file", "upload", parts=parts, files=files),), request.exchange, request.match)
