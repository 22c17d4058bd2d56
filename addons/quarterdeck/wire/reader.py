"""The way from an exchange to a message: body, documents, the first format that parses each, what is left over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque, Upload
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire import activity, body, fallback, generic, texts
from quarterdeck.wire.format import Format, Request, path_of
from quarterdeck.wire.settle import settle
from quarterdeck.wire.texts import File, TooMany

Found = Message | Opaque | None

# Up to this size a body is parsed wherever it goes; a larger one to a host that is no AI service only on a hint.
_SMALL = 1 << 16


class Reader:
    """Reads with a table of formats, asked in its order."""

    def __init__(self, formats: tuple[Format, ...]) -> None:
        self._formats = formats
        self._bodyless = tuple(one for one in formats if one.bodyless)
        self._spoken = tuple(one for one in formats if one.frame is not None)
        self._certain = tuple((one.certain, one) for one in formats if one.certain is not None)

    def read(self, exchange: Exchange, match: ServiceMatch) -> Found:
        """What a request carries; None when nothing in it is meant for a model."""
        request = Request(exchange, match, path_of(exchange))
        if not exchange.body:
            if exchange.opaque is not None:
                return fallback.unreadable(request, exchange.opaque, self._proven(request))
            found = _first(self._bodyless, request, None)
            return settle((found,), exchange, match) if isinstance(found, Message) else found
        if len(exchange.body) > _SMALL and not request.ai and self._unhinted(request):
            return None
        said = body.read(exchange)
        if said.kind == "opaque":
            return fallback.unreadable(request, said.reason or "binary", self._proven(request), said.text)
        try:
            found = self._parsed(request, said)
        except TooMany:
            return fallback.unreadable(request, "too-many-parts", self._proven(request))
        if isinstance(found, Message) and found.opaque is None and _has_unread_file(said):
            return replace(found, opaque="file")
        return found

    def read_any(self, exchange: Exchange, match: ServiceMatch) -> Found:
        """All texts of a body, of whatever kind."""
        said = body.read(exchange)
        if said.kind == "opaque":
            return Opaque(said.reason or "binary")
        doing = activity.classify(exchange, match)
        if said.kind == "file":
            return Message("file", doing, files=(Upload("", exchange.body or b""),))
        try:
            parts = tuple(part for value in said.values for part in texts.parts(value))
        except TooMany:
            return Opaque("too-many-parts")
        return settle((Message(said.kind, doing, parts=parts),), exchange, match)

    def read_frame(self, exchange: Exchange, match: ServiceMatch, data: bytes | str) -> Found:
        """What one WebSocket message of the client carries, `exchange` being the handshake."""
        request = Request(exchange, match, path_of(exchange))
        said = body.view(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        if said.kind == "opaque":
            return fallback.unreadable(request, said.reason or "binary", None, said.text)
        try:
            if said.kind != "json":
                return fallback.remaining(request, said, None)
            spoken = next((one.frame for one in self._spoken if one.claims(request)), None)
            found = [(spoken(value) if spoken else None) or _unspoken(request, value) for value in said.values]
            for one in found:
                if isinstance(one, Opaque):
                    return one
            messages = [message for message in found if isinstance(message, Message)]
            return settle(messages, exchange, match) if messages else None
        except TooMany:
            return fallback.unreadable(request, "too-many-parts", None)

    def _proven(self, request: Request) -> str | None:
        """The name of the format that the path alone proves."""
        proven = (one for path, one in self._certain if path.search(request.path) and one.claims(request))
        return next((one.name for one in proven), None)

    def _unhinted(self, request: Request) -> bool:
        exchange = request.exchange
        coded = exchange.header("content-encoding") or exchange.header("transfer-encoding")
        return not (coded or self._proven(request) or generic.hinted(exchange.body or b""))

    def _parsed(self, request: Request, said: body.Body) -> Found:
        read = [_first(self._formats, request, value) for value in said.values] if said.kind in body.PARSED else []
        for one in read:
            if isinstance(one, Opaque):
                return one
        if not any(read):
            return fallback.remaining(request, said, self._proven(request))
        messages = [
            one if isinstance(one, Message) else fallback.plain(request, value)
            for one, value in zip(read, said.values, strict=True)
        ]
        messages.sort(key=_last_if_plain)
        return settle(messages, request.exchange, request.match)


def _first(formats: tuple[Format, ...], request: Request, value: Any) -> Found:
    for one in formats:
        if one.claims(request):
            found = one.parse(request, value)
            if found is not None:
                return found
    return None


def _unspoken(request: Request, value: Any) -> Found:
    return generic.FORMAT.parse(request, value) or (fallback.plain(request, value) if request.ai else None)


def _last_if_plain(message: Message) -> bool:
    return message.format == fallback.JSON


def _has_unread_file(said: body.Body) -> bool:
    return said.kind == "multipart" and any(
        type(item) is File and item.text is None
        for fields in said.values
        for field in fields.values()
        for item in (field if type(field) is list else (field,))
    )
