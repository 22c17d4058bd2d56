"""What the origins answer, by path: JSON, streams that a test holds back, big bodies, trailers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from .seen import Gates, Request


@dataclass(slots=True)
class Answer:
    """`framing` is "length", "chunked" or "close" on HTTP/1; HTTP/2 frames by itself."""

    body: Iterable[bytes] = ()
    kind: str = "application/json"
    status: int = 200
    framing: str = "length"
    headers: list[tuple[str, str]] = field(default_factory=list)
    trailers: list[tuple[str, str]] = field(default_factory=list)


type Route = Callable[[Request, Gates, str], Answer]


def _json(value: object, status: int = 200) -> Answer:
    return Answer([json.dumps(value).encode()], status=status)


def _asked(request: Request) -> dict[str, object]:
    try:
        asked = json.loads(request.body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _gate(request: Request) -> str:
    return (request.header(b"x-gate") or b"").decode() or "open"


def _stream(events: list[bytes], gates: Gates, gate: str) -> Iterator[bytes]:
    """All events but the first wait for the gate."""
    for number, event in enumerate(events):
        if number == 1 and gate != "open":
            gates.hold(gate)
        gates.mark(f"{gate}:{number}")
        yield event


def _openai(request: Request, gates: Gates, host: str) -> Answer:
    """`x-answers-with` names another model than the one asked for, as gateways do; `x-says` is what it says."""
    asked = _asked(request)
    model = (request.header(b"x-answers-with") or b"").decode() or asked.get("model", "m")
    says = (request.header(b"x-says") or b"").decode()
    base = {"id": "chatcmpl-1", "created": 1, "model": model}
    if not asked.get("stream"):
        message = {"role": "assistant", "content": says or f"hello from {host}"}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return _json(base | {"object": "chat.completion", "choices": [choice]})
    events = []
    for text in says.split("|") if says else ("one", "two", "three"):
        choice = {"index": 0, "finish_reason": None, "delta": {"role": "assistant", "content": text}}
        event = base | {"object": "chat.completion.chunk", "choices": [choice]}
        events.append(b"data: " + json.dumps(event).encode() + b"\n\n")
    events.append(b"data: [DONE]\n\n")
    return Answer(_stream(events, gates, _gate(request)), "text/event-stream", framing="chunked")


def _anthropic(request: Request, _gates: Gates, host: str) -> Answer:
    return _json(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": _asked(request).get("model", "m"),
            "content": [{"type": "text", "text": f"hello from {host}"}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }
    )


def _echo(request: Request, _gates: Gates, host: str) -> Answer:
    return _json(
        {
            "host": host,
            "method": request.method.decode("latin-1"),
            "target": request.target.decode("latin-1"),
            "protocol": request.protocol,
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.headers],
            "length": len(request.body),
        }
    )


def _held(request: Request, gates: Gates, host: str) -> Answer:
    """Nothing at all until the gate `/gate/NAME` opens."""
    gates.hold(request.path.rsplit("/", 1)[1])
    return _json({"host": host, "held": True})


def _sse(request: Request, gates: Gates, _host: str) -> Answer:
    events = [b"data: %d\n\n" % number for number in range(3)]
    return Answer(_stream(events, gates, _gate(request)), "text/event-stream", framing="chunked")


def _big(request: Request, _gates: Gates, _host: str) -> Answer:
    size = int(request.path.rsplit("/", 1)[1])
    block = bytes(range(256)) * 256
    body = (block[: min(len(block), size - start)] for start in range(0, size, len(block)))
    return Answer(body, "application/octet-stream", framing="chunked")


def _trailers(_request: Request, _gates: Gates, _host: str) -> Answer:
    return Answer([b"with ", b"trailers"], "text/plain", framing="chunked", trailers=[("x-checksum", "abc")])


def _weights(request: Request, _gates: Gates, host: str) -> Answer:
    """As a hub does: small files come from itself, large ones by a redirect that names their size."""
    size = int((request.header(b"x-size") or b"0").decode())
    if request.header(b"x-linked"):
        headers = [("location", f"https://{host}/cdn"), ("x-linked-size", str(size))]
        return Answer([b""], "text/plain", 302, headers=headers)
    framing = (request.header(b"x-framing") or b"length").decode()
    # Over HTTP/2 this origin frames by itself and names no length.
    named = [("x-linked-size", str(size))] if framing == "length" else []
    return Answer([bytes(size)], "application/octet-stream", framing=framing, headers=named)


def _page(_request: Request, _gates: Gates, host: str) -> Answer:
    return Answer([f"<!doctype html><title>{host}</title><h1>The page of {host}</h1>".encode()], "text/html")


def _said(request: Request, _gates: Gates, _host: str) -> Answer:
    """What `x-says` says, as a document of the type that `x-kind` names."""
    says, kind = ((request.header(name) or b"").decode() for name in (b"x-says", b"x-kind"))
    return Answer([says.encode()], kind or "text/plain")


ROUTES: tuple[tuple[re.Pattern[str], Route], ...] = (
    (re.compile(r".*/chat/completions\Z", re.IGNORECASE), _openai),
    (re.compile(r".*/v1/messages\Z"), _anthropic),
    (re.compile(r"/gate/[^/]+\Z"), _held),
    (re.compile(r"/sse\Z"), _sse),
    (re.compile(r"/big/\d+\Z"), _big),
    (re.compile(r"/[^/]+/[^/]+/resolve/.*weights\Z"), _weights),
    (re.compile(r"/trailers\Z"), _trailers),
    (re.compile(r"/said\Z"), _said),
    (re.compile(r"/page\Z|/\Z"), _page),
)


def answer(request: Request, gates: Gates, host: str) -> Answer:
    """The answer to one request; what no route knows is echoed."""
    path = unquote(request.path)
    for pattern, route in ROUTES:
        if pattern.match(path):
            return route(request, gates, host)
    return _echo(request, gates, host)
