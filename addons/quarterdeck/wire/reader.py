"""The way from an exchange to a message: body, documents, the first format that parses each, what is left over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quarterdeck.model.content import Message, Opaque, Part
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire import activity, body, fallback, generic, mcp, names, texts
from quarterdeck.wire.format import Format, Request, path_of
from quarterdeck.wire.settle import clean, settle
from quarterdeck.wire.texts import TooMany

Found = Message | Opaque | None

# Up to this size a body is parsed wherever it goes; a larger one to a host that is no AI service only on a hint.
_SMALL = 1 << 16
# These claim any path: a body of theirs is told by what is in it.
_ANYWHERE = frozenset((generic.NAME, mcp.NAME))


class Reader:
    """Reads with a table of formats, asked in its order."""

    def __init__(self, formats: tuple[Format, ...]) -> None:
        self._formats = formats
        self._bodyless = tuple(one for one in formats if one.bodyless)
        self._spoken = tuple(one for one in formats if one.frame is not None)
        self._certain = tuple((one.certain, one) for one in formats if one.certain is not None)

    def read(self, exchange: Exchange, match: ServiceMatch, *, named: bool = False) -> Found:
        """What a request carries; None when nothing in it is meant for a model. `named`: with the names of members."""
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
            return _as_text(
                fallback.unreadable(request, said.reason or "binary", self._proven(request), said.text, said.data), said
            )
        try:
            found = self._parsed(request, said)
            found = _with_others(found, request, said) if said.others else found
            return _as_text(_with_names(found, said) if named else found, said)
        except TooMany:
            return _as_text(fallback.unreadable(request, "too-many-parts", self._proven(request)), said)

    def read_any(self, exchange: Exchange, match: ServiceMatch, *, named: bool = False) -> Found:
        """All texts of a body, of whatever kind."""
        said = body.read(exchange)
        found = self._any(exchange, match, said)
        return _with_names(found, said) if named else found

    def read_any_frame(self, exchange: Exchange, match: ServiceMatch, data: bytes, *, named: bool = False) -> Found:
        """All texts of a WebSocket message; what the headers of the handshake say of a body is not about it."""
        said = body.view(data)
        found = self._any(exchange, match, said)
        return _with_names(found, said) if named else found

    def _any(self, exchange: Exchange, match: ServiceMatch, said: body.Body) -> Found:
        if said.kind == "opaque":
            return Opaque(said.reason or "binary", text=said.text)
        doing = activity.classify(exchange, match)
        try:
            if said.kind in ("file", "text"):
                read = [fallback.whole(exchange, said)]
            else:
                read = [texts.read(value) for value in said.values]
            messages = [Message(said.kind, doing, parts=parts, files=files) for parts, files in read]
            found = settle(messages, exchange, match)
            return _with_others(found, Request(exchange, match, path_of(exchange)), said) if said.others else found
        except TooMany:
            return Opaque("too-many-parts", text=said.text)

    def read_frame(self, exchange: Exchange, match: ServiceMatch, data: bytes | str, *, named: bool = False) -> Found:
        """What one WebSocket message of the client carries, `exchange` being the handshake."""
        request = Request(exchange, match, path_of(exchange))
        said = body.view(data.encode("utf-8", "replace") if isinstance(data, str) else data)
        if said.kind == "opaque":
            return _as_text(fallback.unreadable(request, said.reason or "binary", None, said.text, said.data), said)
        try:
            found = self._framed(request, said)
            found = _with_others(found, request, said) if said.others else found
            return _as_text(_with_names(found, said) if named else found, said)
        except TooMany:
            return _as_text(fallback.unreadable(request, "too-many-parts", None), said)

    def _framed(self, request: Request, said: body.Body) -> Found:
        if said.kind != "json":
            return fallback.remaining(request, said, None)
        spoken = next((one.frame for one in self._spoken if one.claims(request)), None)
        found = [(spoken(value) if spoken else None) or _unspoken(request, value) for value in said.values]
        for one in found:
            if isinstance(one, Opaque):
                return one
        messages = [message for message in found if isinstance(message, Message)]
        return settle(messages, request.exchange, request.match) if messages else None

    def _proven(self, request: Request) -> str | None:
        """The name of the format that the path alone proves."""
        proven = (one for path, one in self._certain if path.search(request.path) and one.claims(request))
        return next((one.name for one in proven), None)

    def _unhinted(self, request: Request) -> bool:
        exchange = request.exchange
        coded = exchange.header("content-encoding") or exchange.header("transfer-encoding")
        # A path that a format knows as its own is worth as much as a word in the body.
        claimed = any(one.claims(request) for one in self._formats if one.name not in _ANYWHERE)
        return not (coded or claimed or mcp.suspected(exchange, "") or generic.hinted(exchange.body or b""))

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


def _as_text(found: Found, said: body.Body) -> Found:
    """What could not be read, with the text that it is all the same."""
    return replace(found, text=said.text) if isinstance(found, Opaque) and said.text else found


def _with_names(found: Found, said: body.Body) -> Found:
    """The message with the names of its members, which only who looks for something needs."""
    if not isinstance(found, Message):
        return found
    return replace(found, parts=found.parts + names.names(said.values))


def _with_others(found: Found, request: Request, said: body.Body) -> Found:
    """The same with what only laxer parsers would read: texts under "!others", and models."""
    asked = generic.FORMAT.parse(request, said.others)
    found = found or asked
    if not isinstance(found, Message):
        return found
    parts, files = texts.read(said.others, "!others")
    before = () if found is asked else found.parts
    models = tuple(map(clean, asked.models)) if isinstance(asked, Message) else ()
    return replace(
        found,
        models=tuple(dict.fromkeys((*found.models, *models))),
        models_known=found.models_known and (not isinstance(asked, Message) or asked.models_known),
        parts=before + tuple(Part(clean(part.pointer), clean(part.text), part.role) for part in parts),
        files=(() if found is asked else found.files) + files,
    )
