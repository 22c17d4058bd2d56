"""gemini.google.com: a form field of JSON that holds a string of JSON. The model is an id in a header.

Source: Gemini-API (2026-04). The prompt is inner[0][0], files are inner[0][3]; the other calls of the app (its lists,
names, instructions kept for later) pass through batchexecute. Files go to a host that Google's other products share.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import activity, json_strict, texts
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.texts import File
from quarterdeck.wire.web import drift

NAME = "gemini-web"

# A path that sends what a person typed.
TURN = re.compile(r"bardfrontendservice/streamgenerate$")
_OTHERS = re.compile(r"/_/bardchatui/data/batchexecute$")
_UPLOAD_HOST = "content-push.googleapis.com"
_UPLOAD = re.compile(r"^/upload$")
_FIELD = "f.req"
_TOKEN = "/at"  # noqa: S105 - where the app's token against forgery stands, which is no text of anybody
_FILES = 3


def _claims(request: Request) -> bool:
    path = request.path
    if request.host == _UPLOAD_HOST:
        return _UPLOAD.search(path) is not None
    return TURN.search(path) is not None or _OTHERS.search(path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if request.host == _UPLOAD_HOST:
        return _upload(request, value)
    chats = TURN.search(request.path) is not None
    given = value.get(_FIELD) if type(value) is dict else None
    if type(given) is not str or (chats and not _spoken(given)):
        return drift.opaque(request, NAME, value) if chats else None
    doing = "chat" if chats else activity.classify(request.exchange, request.match)
    parts, files = texts.read(value, role="user")
    said = tuple(part for part in parts if part.pointer != _TOKEN)
    return Message(NAME, doing, parts=said, stream=chats, files=files)


def _spoken(given: str) -> bool:
    """Whether the prompt, or a file in place of one, is where it belongs."""
    outer = json_strict.documents(given)
    if outer.reason is not None or len(outer.values) != 1 or type(outer.values[0]) is not list:
        return False
    inner = next((item for item in outer.values[0] if type(item) is str), "")
    for document in json_strict.documents(inner).values[:1]:
        turn = document[0] if type(document) is list and document else None
        if type(turn) is list and turn:
            files = type(turn[0]) is str and len(turn) > _FILES and bool(turn[_FILES])
            return not drift.silent(turn[:1], files, {"rest": turn[1:]}, ())
    return False


def _upload(request: Request, value: Any) -> Message | None:
    if type(value) is str:
        value = File("", request.exchange.header("content-type") or "", value, value.encode("utf-8", "surrogatepass"))
    sent = type(value) is File or (type(value) is dict and any(type(item) is File for item in value.values()))
    return message(NAME, "upload", value, Models((), True)) if sent else None


FORMAT = Format(NAME, _claims, _parse, "google", TURN, title="Gemini (web)")
