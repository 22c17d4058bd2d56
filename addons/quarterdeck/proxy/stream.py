"""One request in one connection. A refusal is sent as soon as it is known, and no body outgrows its limit.

mitmproxy answers a request that was refused on its head only after reading the whole body, and keeps that body
in memory without bound. Here the answer goes out at once and what still arrives is thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass

import mitmproxy.proxy.layers.http as http_layers
from mitmproxy import flow
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    HttpErrorHook,
    HttpRequestHook,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseProtocolError,
    SendHttp,
)

from quarterdeck.proxy.holding import OVERSIZE, HoldingStream

LIMIT = "quarterdeck.limit"


@dataclass(repr=False)
class Tunnelled(commands.Command):
    """A CONNECT has been accepted: the bytes of this connection are for `layer` from now on."""

    layer: layer.Layer


class Stream(HoldingStream):
    """A stream that refuses early. `flow.metadata[LIMIT]` is the most of a body, in bytes, that is kept."""

    def state_wait_for_request_headers(self, event: RequestHeaders) -> layer.CommandGenerator[None]:
        """After the head: when it was refused, answer now."""
        yield from super().state_wait_for_request_headers(event)
        if self.client_state != self.state_consume_request_body:
            return
        if self.flow.response is not None:
            yield from self._answer_now()
        elif self.flow.metadata.get(OVERSIZE):
            yield from self._oversize()

    def handle_connect_finish(self) -> layer.CommandGenerator[None]:
        """After a CONNECT: what comes next is for the tunnel alone."""
        yield from super().handle_connect_finish()  # type: ignore[no-untyped-call]  # mitmproxy's is not typed
        if self.child_layer is not None and self._handle_event == self.passthrough:
            yield Tunnelled(self.child_layer)

    def state_consume_request_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Keep the body up to the limit; past it, ask what to do with a request that cannot be read whole."""
        yield from super().state_consume_request_body(event)
        if isinstance(event, RequestData) and self.client_state == self.state_consume_request_body:
            limit = self.flow.metadata.get(LIMIT)
            if limit is not None and len(self.request_body_buf) > limit:
                yield from self._oversize()
        elif isinstance(event, RequestEndOfMessage):
            # Sent on. Layers refer to each other in circles, and would keep it until the collector looks for those.
            self.flow.request.data.content = None

    def _oversize(self) -> layer.CommandGenerator[None]:
        self.flow.metadata[OVERSIZE] = "too-large"
        yield HttpRequestHook(self.flow)
        if (yield from self.check_killed(True)):
            return
        if self.flow.response is not None:
            yield from self._answer_now()
            return
        if self.held() is not None:
            yield from self.hold()
            return
        kept = bytes(self.request_body_buf)
        self.request_body_buf.clear()
        self.flow.request.stream = True
        yield from self.start_request_stream()
        if kept and self.client_state == self.state_stream_request_body:
            yield from self.client_state(RequestData(self.stream_id, kept))

    def _answer_now(self) -> layer.CommandGenerator[None]:
        self.request_body_buf.clear()
        self.client_state = self.state_discard
        yield from self.send_response()
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def handle_protocol_error(
        self, event: RequestProtocolError | ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        """When the origin fails before it answers, let the addons answer in its place."""
        self.request_body_buf.clear()
        yield from self.end_held(event)
        unanswered = self.server_state == self.state_wait_for_response_headers and self.flow.response is None
        listening = self.client_state in (self.state_done, self.state_consume_request_body)
        if isinstance(event, ResponseProtocolError) and unanswered and listening:
            self.flow.error = flow.Error(event.message)
            yield HttpErrorHook(self.flow)
            if self.flow.response is not None:
                if self.client_state == self.state_done:
                    yield from self.send_response()
                else:
                    yield from self._answer_now()
                return
        yield from super().handle_protocol_error(event)


def install() -> None:
    """Make mitmproxy use our stream."""
    http_layers.HttpStream = Stream  # type: ignore[misc]  # there is no other way in
