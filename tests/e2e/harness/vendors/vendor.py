"""What a vendor's origin is: its hosts, its routes, and how it streams, so that a test can hold the rest back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..answers import Answer, Route
from ..http1 import Speak, echo
from ..seen import Gates, Request

_HELD = re.compile(rb"hold-[0-9a-f]{8}")
WORDS = ("Fair ", "winds ", "and following seas.")
# What a request has to say for the answer to hold what no answer may; and what that is.
TELL, TOLD = "tell-all", ("Fair ", "CANARY-424242 ", "and more.")
# What stands in a request for the name of a vessel; the answer then speaks of it, cut in the middle.
_VESSEL = re.compile(rb"<VESSEL_[0-9]+>")
EVENTS = "text/event-stream"
NDJSON = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Vendor:
    """`routes` are a method, an expression that the whole path fits, and what answers it."""

    name: str
    hosts: tuple[str, ...]
    routes: tuple[tuple[str, str, Route], ...]
    speak: Speak = echo

    def answer(self, request: Request, gates: Gates, host: str) -> Answer:
        """The vendor's answer; what it does not know is not found, so that no test passes by an echo."""
        for method, path, route in self.routes:
            if request.method.decode("latin-1") == method and re.fullmatch(path, request.path):
                return route(request, gates, host)
        return json_answer({"error": {"message": f"no route {request.method!r} {request.path}"}}, status=404)


def asked(request: Request) -> dict[str, Any]:
    """The JSON body of a request; an empty mapping when it has none."""
    try:
        value = json.loads(request.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer of one JSON document."""
    return Answer([compact(value)], status=status)


def words(request: Request) -> tuple[str, ...]:
    """What the answer to a request says, in the pieces in which it is streamed."""
    vessel = _VESSEL.search(request.body)
    if vessel is not None:
        name = vessel[0].decode()
        return ("The ", name[:4], name[4:], " has sailed.")
    return TOLD if TELL.encode() in request.body or TELL.encode() in request.target else WORDS


def compact(value: object) -> bytes:
    """JSON without blanks, as servers write it."""
    return json.dumps(value, separators=(",", ":")).encode()


def streamed(request: Request, gates: Gates, pieces: Iterable[bytes], kind: str = EVENTS) -> Answer:
    """An answer of which the first piece comes at once; where the request says hold-..., the others wait to be let go.

    The mark "hold-...:end" is made when the last piece is about to be sent.
    """
    return Answer(_held(list(pieces), request, gates), kind, framing="chunked")


def _held(pieces: list[bytes], request: Request, gates: Gates) -> Iterator[bytes]:
    found = _HELD.search(request.body) or _HELD.search(request.target)
    for number, piece in enumerate(pieces):
        if found and number == 1:
            gates.hold(found[0].decode())
        if found and number == len(pieces) - 1:
            gates.mark(f"{found[0].decode()}:end")
        yield piece


def sse(*values: object, named: bool = False) -> list[bytes]:
    """Server-sent events of JSON documents; `named` takes the name of each from its `type`."""
    return [event(value, str(value["type"]) if named and isinstance(value, dict) else "") for value in values]


def event(value: object, name: str = "") -> bytes:
    """One server-sent event; text stands as it is, anything else as JSON."""
    said = value.encode() if isinstance(value, str) else compact(value)
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + said + b"\n\n"


def lines(*values: object) -> list[bytes]:
    """JSON documents, one a line."""
    return [compact(value) + b"\n" for value in values]
