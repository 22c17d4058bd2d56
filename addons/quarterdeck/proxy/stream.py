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

from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.holding import OVERSIZE, HoldingStream
from quarterdeck.proxy.memory import Share

# Set by the addons: how much of a body is kept, and the Share of memory that it has.
LIMIT = "quarterdeck.limit"
SHARE = "quarterdeck.share"
MEMORY_FULL = "memory-full"


@dataclass(repr=False)
class Tunnelled(commands.Command):
    """A CONNECT has been accepted: the bytes of this connection are for `layer` from now on."""

    layer: layer.Layer


class Stream(HoldingStream):
    """A stream that refuses early. `flow.metadata[LIMIT]` is the most of a body, in bytes, that is kept.

    `flow.metadata[SHARE]` counts what is; when all bodies together are too much, this one is kept no longer.
    """

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
            limit, share = self.flow.metadata.get(LIMIT), self._share()
            if share is not None:
                share.add(len(event.data))
            if limit is not None and len(self.request_body_buf) > limit:
                self.flow.metadata[OVERSIZE] = TOO_LARGE
                yield from self._oversize()
            elif share is not None and share.memory.full:
                self.flow.metadata[OVERSIZE] = MEMORY_FULL
                yield from self._oversize()
        elif isinstance(event, RequestEndOfMessage):
            # Sent on. Layers refer to each other in circles, and would keep it until the collector looks for those.
            self.flow.request.data.content = None
            self._free()

    def _share(self) -> Share | None:
        found: Share | None = self.flow.metadata.get(SHARE) if hasattr(self, "flow") else None
        return found

    def _free(self) -> None:
        self.request_body_buf.clear()
        share = self._share()
        if share is not None:
            share.free()

    def _oversize(self) -> layer.CommandGenerator[None]:
        yield HttpRequestHook(self.flow)
        if (yield from self.check_killed(True)):
            return
        if self.flow.response is not None:
            yield from self._answer_now()
            return
        if self.held() is not None:
            yield from self.hold()
            self._free()
            return
        kept = bytes(self.request_body_buf)
        self._free()
        self.flow.request.stream = True
        yield from self.start_request_stream()
        if kept and self.client_state == self.state_stream_request_body:
            yield from self.client_state(RequestData(self.stream_id, kept))

    def _answer_now(self) -> layer.CommandGenerator[None]:
        self._free()
        self.client_state = self.state_discard
        yield from self.send_response()
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def handle_protocol_error(
        self, event: RequestProtocolError | ResponseProtocolError
    ) -> layer.CommandGenerator[None]:
        """When the origin fails before it answers, let the addons answer in its place."""
        self._free()
        yield from self.end_held(event)
        if isinstance(event, ResponseProtocolError) and self.client_state == self.state_discard:
            # The client has its answer, and the origin, if it was asked at all, was told to stop.
            return
        if isinstance(event, ResponseProtocolError) and self.server_state == self.state_consume_response_body:
            # An answer that was kept to be judged: nothing of it has been sent.
            self.response_body_buf.clear()
            self.flow.response = None
            self.server_state = self.state_wait_for_response_headers
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
