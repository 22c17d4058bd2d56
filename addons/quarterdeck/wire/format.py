"""What a wire format is: a name, the requests that it claims by method, host and path, how it reads their bodies."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire import models, texts
from quarterdeck.wire.models import Models

_SPOKEN_TO = ("web", "api")


@dataclass(frozen=True, slots=True)
class Request:
    """An exchange as formats are asked about it. `path` is for comparing: lower case, no slash at its end."""

    exchange: Exchange
    match: ServiceMatch
    path: str

    @property
    def host(self) -> str:
        return self.exchange.destination.host

    @property
    def ai(self) -> bool:
        """Whether it goes to an AI service, by a host of that service's own that is more than a store of files."""
        return serves_ai(self.match)


Claims = Callable[[Request], bool]
Parse = Callable[[Request, Any], Message | Opaque | None]
Frame = Callable[[Any], Message | Opaque | None]


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table.

    `claims` looks at anything but the body. `parse` takes one reading of the body (a JSON document, the fields of a
    form) and returns None when it is not of this format after all, so that the next one is asked.
    `grammar` names the shape of its errors (wire.refusal). A path that `certain` finds proves by itself that a prompt
    is sent. `bodyless`: a request without a body is parsed too, with None for a value. `frame` reads a value from a
    WebSocket message of the client. `title` is what people call it.
    """

    name: str
    claims: Claims
    parse: Parse
    grammar: str = "generic"
    certain: re.Pattern[str] | None = None
    bodyless: bool = False
    frame: Frame | None = None
    title: str = ""


def serves_ai(match: ServiceMatch) -> bool:
    """Whether what is sent here may be a prompt: to an AI service, by a host of its own that is more than a store."""
    if match.service is not None:
        return match.service.models != "none" and (match.host is None or match.host.role in _SPOKEN_TO)
    return any(
        service.models != "none" and host.role in _SPOKEN_TO and not host.shared for service, host in match.candidates
    )


def message(
    name: str, activity: str, value: Any, named: Models | None = None, stream: bool = False, tool: str | None = None
) -> Message:
    """A message of everything in `value`; the models are those that it names, unless `named` says better."""
    if named is None:
        named = models.named(value) if type(value) is dict else Models()
    parts, files = texts.read(value)
    return Message(name, activity, named.names, named.known, parts, stream, tool, files=files)


def merged(*several: Models) -> Models:
    """Models named in several places, each of which may decide: known when all that name one are."""
    names = tuple(dict.fromkeys(name for some in several for name in some.names))
    return Models(names, bool(names) and all(some.known for some in several if some.names))


def path_of(exchange: Exchange) -> str:
    """The path for comparing: lower case, no slash at its end."""
    return exchange.path.lower().rstrip("/")


def streams(value: dict[str, Any]) -> bool:
    """Whether the body asks for a stream, as JSON's true or as forms write it."""
    wanted = value.get("stream")
    return wanted is True or wanted in ("true", "True", "1", 1)
