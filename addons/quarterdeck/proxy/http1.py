"""HTTP/1 as mitmproxy reads it, made strict: see `heads` and `chunks`. Whatever is refused is recorded.

Nothing that a peer sends without end is kept without bound.

mitmproxy makes these connections by the names in its own modules and offers no other way in, so `install`
puts ours in their place; docs/decisions/0001 says why a subclass was chosen over a fork.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import h11
import mitmproxy.proxy.layers.http as http_layers
from h11._receivebuffer import ReceiveBuffer
from mitmproxy import http
from mitmproxy.net.http import http1
from mitmproxy.net.http.validate import validate_headers
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    HttpEvent,
    HTTPMode,
    ReceiveHttp,
    RequestHeaders,
    RequestProtocolError,
    ResponseHeaders,
    ResponseProtocolError,
    _http1,
)

from quarterdeck.proxy import heads
from quarterdeck.proxy.chunks import StrictChunkedReader
from quarterdeck.proxy.hooks import Malformed, MalformedHook
from quarterdeck.proxy.notices import upstream_cause

# Bytes of requests that a client may send ahead of an answer.
MOST_AHEAD = 1_000_000
_BROKEN = "the head of the answer breaks the rules of HTTP"


class DroppingTrailers:
    """A chunked body's reader that ends where the wrapped one does, without the trailers, which would hang the client.

    What it leaves in the buffer is a line, or trailers, that have no end yet.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __call__(self, buffer: Any) -> Any:
        event = self._reader(buffer)
        if isinstance(event, h11.EndOfMessage) and event.headers:
            return h11.EndOfMessage()
        if event is None and len(buffer) > heads.LIMIT:
            raise h11.RemoteProtocolError("a line of a chunked body is too long")
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

    # Up to where the end of a head has been looked for.
    _searched = 0

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Refuse a malformed or oversized head before mitmproxy's parser interprets it."""
        if not isinstance(event, events.DataReceived):
            if bytes(self.buf).strip():
                yield from self._refuse("the connection ended within a request head")
            else:
                yield commands.CloseConnection(self.conn)
            return
        # Requests may wait behind this one: what lies past the head is neither copied nor looked at.
        data = self.buf._data
        if data.startswith((b"\r", b"\n")):
            # RFC 9112 section 2.2: empty lines before a request are ignored.
            self.buf.maybe_extract_at_most(heads.empty_lines(data))
            self._searched = 0
        end = heads.head_end(data, self._searched)
        # The empty line may have begun in the last three bytes.
        self._searched = 0 if end >= 0 else max(0, len(data) - 3)
        if end >= 0:
            why = heads.malformed(bytes(data[:end]))
        elif len(data) > heads.LIMIT:
            why = heads.TOO_LARGE
        else:
            why = heads.malformed_start(data)
        if why:
            yield from self._refuse(why)
        elif end >= 0:
            yield from self._read(event)

    def wait(self, event: events.Event) -> layer.CommandGenerator[None]:
        """While the answer is awaited: requests that come already are kept, up to what honest clients send ahead."""
        if not isinstance(event, events.DataReceived) or len(self.buf) <= MOST_AHEAD:
            yield from super().wait(event)
            return
        why = "the client sent too much before it had its answer"
        self.state = self.done
        self.buf = ReceiveBuffer()
        yield MalformedHook(Malformed(self.context.client, why))
        # No answer: the client would take it for the one that it waits for.
        yield commands.CloseConnection(self.conn)
        yield ReceiveHttp(RequestProtocolError(self.stream_id, why, ErrorCode.CLIENT_DISCONNECTED))

    def _read(self, event: events.DataReceived) -> layer.CommandGenerator[None]:
        try:
            lines = self.buf.maybe_extract_lines() or []
            self.request = http1.read_request_head([bytes(line) for line in lines])
            size = http1.expected_http_body_size(self.request)
        except ValueError as error:
            # mitmproxy repeats the line in its message, which may hold what must not be logged.
            yield from self._refuse(str(error).partition(":")[0])
            return
        if self.request.method == "CONNECT" and self._tunnelled():
            yield from self._refuse("a CONNECT stands where the destination is settled")
            return
        yield ReceiveHttp(RequestHeaders(self.stream_id, self.request, size == 0))
        reader: Any = StrictChunkedReader() if size is None else _plain_body_reader(size)
        self.body_reader = reader
        self.state = self.read_body
        yield from self.state(event)

    def _tunnelled(self) -> bool:
        """Whether the connection leads to one destination, by a CONNECT or by where its packets go."""
        over = (above.mode for above in self.context.layers if isinstance(above, http_layers.HttpLayer))
        return HTTPMode.transparent in over

    def send(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Send; the page that mitmproxy makes of an error would repeat what the origin sent."""
        if isinstance(event, ResponseProtocolError):
            event = replace(event, message=upstream_cause(event.message)[1])
        yield from super().send(event)

    def _refuse(self, why: str) -> layer.CommandGenerator[None]:
        malformed = Malformed(self.context.client, why)
        yield MalformedHook(malformed)
        yield commands.SendData(self.conn, malformed.answer)
        yield commands.CloseConnection(self.conn)
        self.state = self.done


class StrictHttp1Client(_http1.Http1Client):
    """The origin's side: a head that is not well-formed fails the exchange, and interim answers are passed over.

    mitmproxy takes an interim answer for the final one. RFC 9110 section 15.2 has a proxy pass them on, but no client
    depends on it: leave to send a body is given by us.
    """

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Find the head of the final answer."""
        if self.request is None or self.stream_id is None:
            yield from super().read_headers(event)
            return
        if not isinstance(event, events.DataReceived):
            yield from self._fail(self.stream_id, "server closed connection")
            return
        while True:
            waiting = len(self.buf)
            lines = self.buf.maybe_extract_lines()
            if (waiting if lines is None else waiting - len(self.buf)) > heads.ANSWER_LIMIT:
                yield from self._fail(self.stream_id, "the head of the answer is too large")
                return
            if lines is None:
                return
            if lines and not heads.interim(lines):
                break
        yield from self._read(self.request, self.stream_id, lines)
        if self.state == self.read_body:
            yield from self.state(event)

    def _read(self, request: http.Request, stream_id: int, lines: list[bytearray]) -> layer.CommandGenerator[None]:
        if heads.malformed_answer(lines):
            yield from self._fail(stream_id, _BROKEN)
            return
        try:
            self.response = http1.read_response_head([bytes(line) for line in lines])
            size = http1.expected_http_body_size(request, self.response)
            # mitmproxy does it again, and answers with a page of its own.
            validate_headers(self.response)
        except ValueError:
            yield from self._fail(stream_id, _BROKEN)
            return
        fields = self.response.headers.fields
        if len(fields) < len(lines) - 1:
            # RFC 9112 section 5.2: a folded line becomes one line.
            self.response.headers.fields = tuple((name, value.replace(b"\r\n", b"")) for name, value in fields)
        yield ReceiveHttp(ResponseHeaders(stream_id, self.response, size == 0))
        self.body_reader = _body_reader(size)
        self.state = self.read_body

    def _fail(self, stream_id: int, why: str) -> layer.CommandGenerator[None]:
        self.state = self.done
        yield commands.CloseConnection(self.conn)
        yield ReceiveHttp(ResponseProtocolError(stream_id, why, ErrorCode.GENERIC_SERVER_ERROR))


def install() -> None:
    """Make mitmproxy use the strict readers, and drop the trailers of answers."""
    _http1.make_body_reader = _body_reader  # type: ignore[assignment]  # a reader is called, whatever its class
    http_layers.Http1Server = StrictHttp1Server  # type: ignore[misc]  # there is no other way in
    http_layers.Http1Client = StrictHttp1Client  # type: ignore[misc]  # nor here
