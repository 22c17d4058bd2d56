"""Requests that say the canary in some disguise, each with a twin that says a harmless word the same way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Literal

from .vector import H2, Fields, Make, Vector, to

CHAT = b"/v1/chat/completions"
JSON = b"application/json"
FORM = b"application/x-www-form-urlencoded"

type Told = Literal["found", "unread", "either"]


def chat(text: str, **more: Any) -> bytes:
    """A chat request that says a text."""
    return packed({"model": "allowed-1", "messages": [{"role": "user", "content": text}], **more})


def packed(value: Any) -> bytes:
    """JSON as the SDKs write it."""
    return json.dumps(value, separators=(",", ":")).encode()


def head(kind: bytes | None = JSON, more: bytes = b"", path: bytes = CHAT, host: bytes = b"{G}") -> bytes:
    """The head of a request whose body is {D}; `more` are whole header lines."""
    typed = b"" if kind is None else b"Content-Type: %b\r\n" % kind
    return b"POST %b HTTP/1.1\r\nHost: %b\r\nX-Id: {M}\r\n%b%bContent-Length: {#D}\r\n\r\n" % (path, host, typed, more)


def twin(vector: Vector) -> Vector:
    """The same request about nothing, which must pass."""
    return replace(
        vector,
        id=vector.id + "+clean",
        expect="P",
        reach=1,
        rule=False,
        told="",
        sends=tuple(_harmless(text) for text in vector.sends),
        h2=vector.h2
        and replace(vector.h2, fields=_fields(vector.h2.fields), body=tuple(map(_harmless, vector.h2.body))),
        made={word: _of_harmless(make) for word, make in vector.made.items()},
    )


def _harmless(text: bytes) -> bytes:
    return text.replace(b"{K}", b"{H}").replace(b"{1}", b"h{2}")


def _fields(fields: Fields) -> Fields:
    return tuple((_harmless(name), _harmless(value)) for name, value in fields)


# Always the same word: one of chance, encoded and decoded again, now and then happens to say something.
_WORD = b"h-it.is.fine.to.say.all.of.this"


def _of_harmless(make: Make) -> Make:
    return lambda _: make(_WORD)


def refused(vector: Vector, told: Told = "found", clean: bool | None = None) -> tuple[Vector, ...]:
    """Refused by rule; with its twin, unless nothing of it can be read and so no twin could pass."""
    vector = replace(vector, expect="D", rule=True, told=told)
    return (vector, twin(vector)) if clean or (clean is None and told == "found") else (vector,)


def body(
    name: str,
    make: Make,
    kind: bytes | None = JSON,
    more: bytes = b"",
    *,
    path: bytes = CHAT,
    host: bytes = b"{G}",
    told: Told = "found",
    clean: bool | None = None,
) -> tuple[Vector, ...]:
    """A body made of the canary."""
    send = head(kind, more, path, host) + b"{D}"
    return refused(Vector(name, "D", to(host), (send,), made={b"D": make}), told, clean)


def text(name: str, sends: bytes, *, told: Told = "found", clean: bool | None = None) -> tuple[Vector, ...]:
    """Bytes in which {K} stands as it is."""
    return refused(Vector(name, "D", to(b"{G}"), (sends,)), told, clean)


def h2(
    name: str,
    fields: Fields,
    pieces: tuple[bytes, ...] = (),
    made: dict[bytes, Make] | None = None,
    *,
    method: bytes = b"POST",
    path: bytes = CHAT,
    told: Told = "found",
    clean: bool | None = None,
) -> tuple[Vector, ...]:
    """By HTTP/2."""
    pseudo = ((b":method", method), (b":scheme", b"https"), (b":authority", b"{G}"), (b":path", path))
    request = H2((*pseudo, (b"x-id", b"{M}"), *fields), pieces)
    return refused(Vector(name, "D", to(b"{G}", alpn=b"h2"), h2=request, made=made or {}), told, clean)
