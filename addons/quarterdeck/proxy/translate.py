"""From mitmproxy's flow to our exchange. Past this file nobody knows what a flow is."""

from __future__ import annotations

import os
import time

from mitmproxy import http

from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.principal import Principal
from quarterdeck.services.paths import normalize


def new_incident() -> str:
    """An id that sorts by time and cannot be guessed: 11 hex digits of milliseconds, 10 random ones."""
    return f"qd-{int(time.time() * 1000):011x}-{os.urandom(5).hex()}"


def client_address(peername: tuple[str, int] | None) -> str:
    """A client's address without port or zone."""
    return peername[0].partition("%")[0].removeprefix("::ffff:") if peername else ""


def exchange_of(
    flow: http.HTTPFlow, incident: str, principal: Principal, destination: Destination, *, opaque: str | None
) -> Exchange:
    """The request of a flow. With `opaque` the body is left out, whether or not it has arrived.

    Its length is then the one that its head names, which both HTTP/1 and HTTP/2 hold it to.
    """
    request = flow.request
    path, query = normalize(request.path)
    websocket = request.headers.get("upgrade", "").lower() == "websocket"
    return Exchange(
        id=incident,
        time=request.timestamp_start,
        principal=principal,
        destination=destination,
        method=request.method,
        target=request.path,
        path=path,
        query=query,
        headers=tuple(
            (name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.fields
        ),
        body=None if opaque else request.raw_content or None,
        protocol="websocket" if websocket else "h2" if request.is_http2 else "http/1.1",
        opaque=opaque,
        length=int(length) if (length := request.headers.get("content-length", "")).isdecimal() else None,
    )
