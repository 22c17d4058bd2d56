"""OpenAI realtime: the model in the query of the handshake, texts in the client's WebSocket messages.

Source: openai-openapi, developers.openai.com realtime guides. Spoken words are opaque. Over WebRTC the
talk itself never passes a proxy.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import audio, json_strict, models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models
from quarterdeck.wire.openai_chat import is_azure

NAME = "openai-realtime"

_SESSIONS = re.compile(r"/realtime/(?:sessions|client_secrets|transcription_sessions|calls)$")


def parse_frame(text: str) -> Message | None:
    """What one WebSocket message of the client says; None when it is no JSON object with a type."""
    documents = json_strict.documents(text)
    return frame(documents.values[0]) if documents.reason is None and len(documents.values) == 1 else None


def frame(value: Any) -> Message | None:
    """The same of a message already parsed."""
    if type(value) is not dict or type(value.get("type")) is not str:
        return None
    said = models.named(value)
    found = message(NAME, "chat", value, Models(said.names, not any(map(models.chosen_there, said.names))), True)
    return audio.unheard(found, _is_sound)


def _is_sound(pointer: str) -> bool:
    """Base64 of sound, in a piece of its own or in an item of the conversation."""
    return pointer == "/audio" or (pointer.startswith("/item/content/") and pointer.endswith("/audio"))


def _claims(request: Request) -> bool:
    path = request.path
    return path.endswith("/realtime") or _SESSIONS.search(path) is not None


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    path = request.path
    if path.endswith("/calls"):
        return Opaque("webrtc", NAME)
    if _SESSIONS.search(path):
        if type(value) is not dict:
            return None
        said = models.named(value).names
        return message(NAME, "chat", value, Models(said, _known(request, said)))
    query = parse_qs(request.exchange.query)
    asked, deployed = query.get("model", []), query.get("deployment", [])
    if value is None and not asked and not deployed and request.exchange.protocol != "websocket":
        return None
    names = (*asked, *deployed)
    known = _known(request, names) and all(map(models.recognized, deployed))
    return message(NAME, "chat", value, Models(names, known), True)


def _known(request: Request, names: tuple[str, ...]) -> bool:
    return bool(names) and not (is_azure(request) and not all(map(models.recognized, names)))


FORMAT = Format(
    NAME, _claims, _parse, "openai", _SESSIONS, bodyless=True, frame=frame, title="OpenAI realtime (WebSocket)"
)
