"""HTTP/1 as mitmproxy reads it, made strict: see `heads` and `chunks`. Whatever is refused is recorded.

mitmproxy makes these connections by the names in its own modules and offers no other way in, so `install`
puts ours in their place; docs/decisions/0001 says why a subclass was chosen over a fork.
"""

from __future__ import annotations

from typing import Any

import h11
import mitmproxy.proxy.layers.http as http_layers
from mitmproxy.net.http import http1
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import ReceiveHttp, RequestHeaders, _http1

from quarterdeck.proxy import heads
from quarterdeck.proxy.chunks import StrictChunkedReader
from quarterdeck.proxy.hooks import Malformed, MalformedHook


class DroppingTrailers:
    """A body reader that ends where the wrapped one does, without the trailers, which would hang the client."""

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
        if not isinstance(event, events.DataReceived):
            if bytes(self.buf).strip():
                yield from self._refuse("the connection ended within a request head")
            else:
                yield commands.CloseConnection(self.conn)
            return
        received = bytes(self.buf)
        data = received.lstrip(b"\r\n")
        if len(data) < len(received):
            # RFC 9112 section 2.2: empty lines before a request are ignored.
            self.buf.maybe_extract_at_most(len(received) - len(data))
        end = heads.head_end(data)
        if end >= 0:
            why = heads.malformed(data[:end])
        elif len(data) > heads.LIMIT:
            why = heads.malformed(data)
        else:
            why = heads.malformed_start(data)
        if why:
            yield from self._refuse(why)
        elif end >= 0:
            yield from self._read(event)

    def _read(self, event: events.DataReceived) -> layer.CommandGenerator[None]:
        try:
            lines = self.buf.maybe_extract_lines() or []
            self.request = http1.read_request_head([bytes(line) for line in lines])
            size = http1.expected_http_body_size(self.request)
        except ValueError as error:
            # mitmproxy repeats the line in its message, which may hold what must not be logged.
            yield from self._refuse(str(error).partition(":")[0])
            return
        yield ReceiveHttp(RequestHeaders(self.stream_id, self.request, size == 0))
        reader: Any = StrictChunkedReader() if size is None else _plain_body_reader(size)
        self.body_reader = reader
        self.state = self.read_body
        yield from self.state(event)

    def _refuse(self, why: str) -> layer.CommandGenerator[None]:
        malformed = Malformed(self.context.client, why)
        yield MalformedHook(malformed)
        yield commands.SendData(self.conn, malformed.answer)
        yield commands.CloseConnection(self.conn)
        self.state = self.done


def install() -> None:
    """Make mitmproxy use the strict reader, and drop the trailers of answers."""
    _http1.make_body_reader = _body_reader  # type: ignore[assignment]  # a reader is called, whatever its class
    http_layers.Http1Server = StrictHttp1Server  # type: ignore[misc]  # there is no other way in
