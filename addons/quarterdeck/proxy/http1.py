"""HTTP/1 as mitmproxy reads it, made strict: see `heads`. Trailers are dropped instead of hanging the client.

mitmproxy makes these connections by the names in its own modules and offers no other way in, so `install`
puts ours in their place; docs/decisions/0001 says why a subclass was chosen over a fork.
"""

from __future__ import annotations

from typing import Any

import h11
import mitmproxy.proxy.layers.http as http_layers
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import _http1

from quarterdeck.proxy import heads
from quarterdeck.proxy.hooks import Malformed, MalformedHook


class DroppingTrailers:
    """A body reader that ends where the wrapped one does, without the trailers (RFC 9110 section 6.5.1)."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __call__(self, buffer: Any) -> Any:
        event = self._reader(buffer)
        if isinstance(event, h11.EndOfMessage) and event.headers:
            return h11.EndOfMessage()
        return event

    def read_eof(self) -> Any:
        """The end of the connection, passed on."""
        return self._reader.read_eof()


def _body_reader(size: int | None) -> Any:
    reader = _plain_body_reader(size)
    return DroppingTrailers(reader) if size is None else reader


_plain_body_reader = _http1.make_body_reader


class StrictHttp1Server(_http1.Http1Server):
    """The client's side: a head that is not strictly well-formed is answered 400 and recorded, nothing is sent on."""

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Refuse a malformed or oversized head before mitmproxy's parser interprets it."""
        if isinstance(event, events.DataReceived):
            received = bytes(self.buf)
            data = received.lstrip(b"\r\n")
            if len(data) < len(received):
                # RFC 9112 section 2.2: empty lines before a request are ignored.
                self.buf.maybe_extract_at_most(len(received) - len(data))
            end = heads.head_end(data)
            why = None
            if end >= 0:
                why = heads.malformed(data[:end])
            elif len(data) > heads.LIMIT:
                why = heads.malformed(data)
            if why:
                yield from self._refuse(why)
                return
        yield from super().read_headers(event)

    def _refuse(self, why: str) -> layer.CommandGenerator[None]:
        malformed = Malformed(self.context.client, why)
        yield MalformedHook(malformed)
        yield commands.SendData(self.conn, malformed.answer)
        yield commands.CloseConnection(self.conn)
        self.state = self.done


def install() -> None:
    """Make mitmproxy use the strict reader."""
    _http1.make_body_reader = _body_reader
    http_layers.Http1Server = StrictHttp1Server  # type: ignore[misc]
