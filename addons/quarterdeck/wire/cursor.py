"""Cursor: Connect calls in protocol buffers. The model's name stands where the published schemas have ModelDetails.

Source: cursor-rpc (aiserver.proto), cursor_api_demo (agent.v1), both 2026-01. Over HTTP/1.1 the editor sends each
message of a stream in a call of its own (BidiAppend), in hexadecimal. What it encrypts for its server (the idempotent
calls, the paths of an index) is handed on as files of an unknown kind.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import grpc, models, protobuf
from quarterdeck.wire.format import Format, Request
from quarterdeck.wire.models import Models

NAME = "cursor"

Place = tuple[str, ...]

_CALL = re.compile(r"/(?:aiserver|agent)\.v1\.[a-z]+service/[a-z0-9]+$")
_CHAT = re.compile(r"/(?:aiserver|agent)\.v1\.[a-z]+service/(?:stream(?:unified)?chat[a-z0-9]*|run|bidiappend)$")
# Calls that are nothing without a prompt; the others of a chat may be a sign of life or the result of a tool.
_PROMPTED = re.compile(r"/stream(?:unified)?chat[a-z0-9]*$")
_APPEND = "/bidiappend"
# For each call: where a turn may begin, and where in there the model has its name, as numbers of fields.
_UNIFIED = (("5", "1"),)
_AGENT = (("3", "1"), ("9", "1"))
_PLACES: tuple[tuple[re.Pattern[str], tuple[Place, ...], tuple[Place, ...]], ...] = (
    (re.compile(r"/streamunifiedchatwithtools[a-z0-9]*$"), (("1",),), _UNIFIED),
    (re.compile(r"/streamunifiedchat[a-z0-9]*$"), ((),), _UNIFIED),
    (re.compile(r"/streamchat[a-z0-9]*$"), ((),), (("7", "1"),)),
    (re.compile(r"/run$"), (("1",),), _AGENT),
    (re.compile(r"/bidiappend$"), (("1", "1"), ("4", "1")), _UNIFIED + _AGENT),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{1,99}\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")


def _claims(request: Request) -> bool:
    return _CALL.search(request.path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    if type(value) is not dict:
        return None
    path = request.path
    unread = None
    if path.endswith(_APPEND):
        value, unread = _unwrapped(value)
    what = "chat" if _CHAT.search(path) else grpc.doing(request)
    found = grpc.message(NAME, what, value, _named(path, value))
    if _PROMPTED.search(path) and not found.parts and not found.files:
        return Opaque("unexpected-shape", NAME) if request.ai else None
    if not found.models and not found.models_known:
        found = replace(found, models=grpc.likely_models(found.parts))
    return replace(found, opaque=unread)


def _unwrapped(value: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """An appended message with what its hexadecimal field says, or the reason why that cannot be read."""
    sent = value.get("1")
    data = sent[0] if type(sent) is list and len(sent) == 1 else None
    text = data.get(protobuf.TEXT) if type(data) is dict else data
    if type(text) is not str or not _HEX.match(text):
        return value, None
    inner = protobuf.decode(bytes.fromhex(text))
    return (value, "protobuf") if inner is None else ({**value, "1": [inner]}, None)


def _named(path: str, value: dict[str, Any]) -> Models:
    """The models that a call names; one that begins no turn chooses none."""
    found = next((places for shape, *places in _PLACES if shape.search(path)), None)
    if found is None:
        return Models((), _CHAT.search(path) is None)
    begins, places = found
    turns = [turn for place in begins for turn in _at(value, place)]
    names = [name for turn in turns for place in places for name in _texts(_at(turn, place))]
    if names:
        return Models(tuple(dict.fromkeys(names)), not any(map(models.chosen_there, names)))
    # A chat whose turn does not begin where it should may name its model anywhere.
    return Models((), not turns and _PROMPTED.search(path) is None)


def _at(value: Any, place: Place) -> list[Any]:
    """All that stands at a place."""
    found = [value]
    for number in place:
        fields = [one[number] for one in found if type(one) is dict and number in one]
        found = [item for field in fields if type(field) is list for item in field]
    return found


def _texts(found: list[Any]) -> list[str]:
    readings = [item.get(protobuf.TEXT) if type(item) is dict else item for item in found]
    return [text for text in readings if type(text) is str and _NAME.match(text)]


FORMAT = Format(NAME, _claims, _parse, "generic", _CHAT, title="Cursor (Connect protobuf)")
