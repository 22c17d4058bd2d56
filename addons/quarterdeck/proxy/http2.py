"""HTTP/2 as mitmproxy reads it, made as strict as HTTP/1 is here: see `heads`. Whatever is refused is recorded."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakValueDictionary

import mitmproxy.proxy.layers.http as http_layers
from h2.errors import ErrorCodes
from h2.events import Event, RequestReceived, TrailersReceived
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    ReceiveHttp,
    RequestData,
    RequestProtocolError,
    ResponseProtocolError,
    _http2,
)

from quarterdeck.proxy.chunks import FORBIDDEN_TRAILERS
from quarterdeck.proxy.heads import malformed_fields
from quarterdeck.proxy.hooks import Malformed, MalformedHook
from quarterdeck.proxy.notices import upstream_cause

# By client connection. mitmproxy keeps what a client does not take yet, and tells nobody how much that is.
_servers: WeakValueDictionary[str, StrictHttp2Server] = WeakValueDictionary()
# By connection to an origin.
_clients: WeakValueDictionary[str, KnownHttp2Client] = WeakValueDictionary()


def unsent(client_id: str) -> int:
    """Bytes of answers that wait for a client to open its HTTP/2 windows."""
    return _buffered(_servers.get(client_id))


def untaken(origin_id: str) -> int:
    """Bytes of requests that wait for an origin to open its HTTP/2 windows."""
    client = _clients.get(origin_id)
    if client is None:
        return 0
    # Those of streams that the origin does not let us open yet.
    queued = sum(
        len(event.data)
        for waiting in client.stream_queue.values()
        for event in waiting
        if isinstance(event, RequestData)
    )
    return queued + _buffered(client)


def _buffered(connection: _http2.Http2Connection | None) -> int:
    if connection is None:
        return 0
    return sum(len(piece.data) for pieces in connection.h2_conn.stream_buffers.values() for piece in pieces)


class StrictHttp2Server(_http2.Http2Server):
    """The client's side: a malformed request resets its stream (RFC 9113 section 8.1.1), and nothing is sent on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _servers[context.client.id] = self

    def handle_h2_event(self, event: Event) -> layer.CommandGenerator[bool]:
        """Check the fields of a request; check and drop its trailers, as HTTP/1 does."""
        if isinstance(event, RequestReceived):
            why = malformed_fields(event.headers, ended=event.stream_ended is not None)
            if why:
                yield MalformedHook(Malformed(self.context.client, why))
                self.h2_conn.reset_stream(event.stream_id, ErrorCodes.PROTOCOL_ERROR)
                return False
        elif isinstance(event, TrailersReceived):
            if any(name in FORBIDDEN_TRAILERS for name, _ in event.headers):
                yield from self._refuse_trailers(event.stream_id)
            return False
        return (yield from super().handle_h2_event(event))

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        """As it is, but for an error's page, which would repeat what the origin sent."""
        if isinstance(event, ResponseProtocolError):
            event = replace(event, message=upstream_cause(event.message)[1])
        return super()._handle_event(event)

    def _refuse_trailers(self, stream_id: int) -> layer.CommandGenerator[None]:
        self.h2_conn.reset_stream(stream_id, ErrorCodes.PROTOCOL_ERROR)
        if self.streams.pop(stream_id, None) is not None:
            why = "a trailer names a field that may not come so late"
            yield ReceiveHttp(RequestProtocolError(stream_id, why, ErrorCode.GENERIC_CLIENT_ERROR))

    def protocol_error(
        self,
        message: str,  # noqa: ARG002  it may repeat what was sent, so it goes no further
        error_code: int = ErrorCodes.PROTOCOL_ERROR,
    ) -> layer.CommandGenerator[None]:
        """End the connection. Where no stream is open to be recorded as failed, the connection is."""
        why = "the frames break the HTTP/2 protocol"
        if not self.streams:
            yield MalformedHook(Malformed(self.context.client, why))
        yield from super().protocol_error(why, error_code)


class KnownHttp2Client(_http2.Http2Client):
    """The origin's side, as it is; it can be asked what waits in it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _clients[context.server.id] = self


def install() -> None:
    """Make mitmproxy use the strict reader."""
    http_layers.Http2Client = KnownHttp2Client  # type: ignore[misc]  # there is no other way in
    http_layers.Http2Server = StrictHttp2Server  # type: ignore[misc]  # there is no other way in
