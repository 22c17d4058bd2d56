"""A stream that can hold a body back on disk, all of it, until it is judged; only then is the origin contacted.

What goes on after the verdict goes a piece at a time, as fast as the origin takes it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    DropStream,
    ErrorCode,
    HttpRequestHook,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseProtocolError,
    SendHttp,
)

from quarterdeck.proxy.answer_stream import AnswerStream
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.watch import Watch

# Set by the addons: the Held of a request's body, the Watch over one that outgrows it, and why a body cannot be judged
# whole.
HELD = "quarterdeck.held"
WATCH = "quarterdeck.watch"
OVERSIZE = "quarterdeck.oversize"


@dataclass
class KeepHook(commands.StartHook):
    """A piece of a body is to be put on disk."""

    held: Held
    name = "keep"
    blocking = True


@dataclass
class WatchHook(commands.StartHook):
    """A part of a body that is too large to be held is to be looked at."""

    flow: http.HTTPFlow
    name = "watch"
    blocking = True


class Fetch(commands.RequestWakeup):
    """Ends in a Wakeup when `connection` has room for more and `piece` is what comes next; None when it is lost."""

    def __init__(self, held: Held, connection: Connection) -> None:
        super().__init__(0)
        self.held = held
        self.connection = connection
        self.piece: bytes | None = None


class Hush(commands.Command):
    """Nothing more is read from the client while this is `on` for a body."""

    def __init__(self, held: Held, *, on: bool) -> None:
        self.held = held
        self.on = on


class HoldingStream(AnswerStream):
    """The states of a body that is held: `state_hold` while it comes, `state_release` while it goes on."""

    _streams = False

    def held(self) -> Held | None:
        """The body that is held, if one is."""
        found: Held | None = self.flow.metadata.get(HELD) if hasattr(self, "flow") else None
        return found

    def watch(self) -> Watch | None:
        """What looks through a body that is too large to be held, if something does."""
        found: Watch | None = self.flow.metadata.get(WATCH)
        return found

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Wakeup):
            yield from self._fetched(event)
            return
        yield from super()._handle_event(event)
        if self.client_state == self.state_release and self.server_state == self.state_done:
            yield from self._answered_early()

    def hold(self) -> layer.CommandGenerator[None]:
        """Go on by putting the body on disk, beginning with what has been kept of it."""
        self.client_state = self.state_hold
        kept = self.request_body_buf._chunks[::-1]
        self.request_body_buf.clear()
        while kept:
            yield from self.client_state(RequestData(self.stream_id, kept.pop()))

    def state_hold(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Put away what comes. When it is whole, or cannot be held any longer, have it judged."""
        held = self.held()
        if held is None or not self._took(held, event):
            return
        yield KeepHook(held)
        if held.reason is not None:
            self.flow.metadata[OVERSIZE] = held.reason
        elif not held.ended:
            return
        yield HttpRequestHook(self.flow)
        if (yield from self.check_killed(True)):
            held.close()
        elif self.flow.response is not None:
            yield from self._refuse(held)
        else:
            yield from self._release(held)

    def _took(self, held: Held, event: events.Event) -> bool:
        """Take in an event of the body; whether there is something to do now."""
        if isinstance(event, RequestData):
            return held.add(event.data)
        if isinstance(event, RequestEndOfMessage):
            held.ended = True
            self.flow.request.timestamp_end = time.time()
        return held.ended

    def _refuse(self, held: Held) -> layer.CommandGenerator[None]:
        """Send the answer that an addon made; nothing of the body goes on."""
        yield from self._let_go(held)
        self.client_state = self.state_done if held.ended else self.state_discard
        yield from self.send_response()
        if not held.ended:
            yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def _release(self, held: Held) -> layer.CommandGenerator[None]:
        if not held.ended:
            yield Hush(held, on=True)
        self.client_state = self.state_done if held.ended else self.state_consume_request_body
        if not (yield from self.make_server_connection()):
            yield from self._let_go(held)
            return
        self.client_state = self.state_release
        yield SendHttp(RequestHeaders(self.stream_id, self.flow.request, end_stream=False), self.context.server)
        yield Fetch(held, self.context.server)

    def start_request_stream(self) -> layer.CommandGenerator[None]:
        """Send on a body as it comes. A request without one never gets here, though it may be marked to be streamed."""
        self._streams = True
        yield from super().start_request_stream()

    def make_server_connection(self) -> layer.CommandGenerator[bool]:
        """Reach the origin, and give a body that came by HTTP/2 an end that HTTP/1 can tell."""
        reached = yield from super().make_server_connection()
        if reached and self.context.server.alpn != b"h2":
            held, request = self.held(), self.flow.request
            if self._streams or (held is not None and not held.ended):
                frame(request, None)
            elif size := len(request.raw_content or b"") if held is None else held.size:
                frame(request, size)
        return reached

    def state_release(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Take in what had been read from the client before it was told to wait."""
        held, watch = self.held(), self.watch()
        if held is not None and watch is not None and isinstance(event, RequestData):
            watch.add(event.data)
        elif held is not None:
            self._took(held, event)
        yield from ()

    def _fetched(self, event: events.Wakeup) -> layer.CommandGenerator[None]:
        fetch, held = event.command, self.held()
        if not isinstance(fetch, Fetch) or held is None or self.client_state != self.state_release:
            return
        if fetch.piece is None:
            yield from self._lost(held)
        elif fetch.piece:
            yield SendHttp(RequestData(self.stream_id, fetch.piece), self.context.server)
            yield Fetch(held, self.context.server)
        else:
            yield from self._let_go(held)
            watch = self.watch()
            if watch is not None:
                watch.ended = held.ended
                self.client_state = self.state_watch
                yield from self._look(watch)
            elif held.ended:
                yield from self._sent()
            else:
                self.flow.request.stream = True
                self.client_state = self.state_stream_request_body

    def _sent(self) -> layer.CommandGenerator[None]:
        self.client_state = self.state_done
        yield SendHttp(RequestEndOfMessage(self.stream_id), self.context.server)
        if self.server_state == self.state_done:
            yield from self.flow_done()

    def state_watch(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Pass on what comes once it has been looked at."""
        watch = self.watch()
        if watch is None:
            return
        if isinstance(event, RequestEndOfMessage):
            watch.ended = True
        if watch.ended or (isinstance(event, RequestData) and watch.add(event.data)):
            yield from self._look(watch)

    def _look(self, watch: Watch) -> layer.CommandGenerator[None]:
        yield WatchHook(self.flow)
        if watch.refusal is not None or watch.cut:
            why = "the upload was cut by policy"
            yield SendHttp(RequestProtocolError(self.stream_id, why, ErrorCode.CANCEL), self.context.server)
            yield SendHttp(ResponseProtocolError(self.stream_id, why, ErrorCode.KILL), self.context.client)
            self.client_state = self.server_state = self.state_errored
            self.flow.live = False
            yield DropStream(self.stream_id)
            return
        ready = watch.take()
        if ready:
            yield SendHttp(RequestData(self.stream_id, ready), self.context.server)
        if watch.ended:
            yield from self._sent()

    def _lost(self, held: Held) -> layer.CommandGenerator[None]:
        """What was allowed to go on can no longer be read: end the exchange on both sides."""
        yield from self._let_go(held)
        self.client_state = self.state_stream_request_body
        why = "the body that was held can no longer be read"
        yield SendHttp(RequestProtocolError(self.stream_id, why, ErrorCode.CANCEL), self.context.server)
        self.client_state = self.state_done
        yield from self.handle_protocol_error(
            ResponseProtocolError(self.stream_id, why, ErrorCode.GENERIC_SERVER_ERROR)
        )

    def _answered_early(self) -> layer.CommandGenerator[None]:
        """The origin has answered and wants no more of the body (RFC 9112 section 9.5)."""
        held = self.held()
        ended = held is None or held.ended
        if held is not None:
            yield from self._let_go(held)
        why = "the origin has answered"
        yield SendHttp(RequestProtocolError(self.stream_id, why, ErrorCode.CANCEL), self.context.server)
        if ended:
            self.client_state = self.state_done
            yield from self.flow_done()
        else:
            self.client_state = self.state_discard
            yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def forget_held(self) -> layer.CommandGenerator[None]:
        """Let go of a body that nobody wants any longer."""
        held = self.held()
        if held is not None:
            yield from self._let_go(held)
            if held.ended:
                self.client_state = self.state_done

    def _let_go(self, held: Held) -> layer.CommandGenerator[None]:
        held.close()
        self.flow.metadata.pop(HELD, None)
        yield Hush(held, on=False)

    def end_held(self, event: RequestProtocolError | ResponseProtocolError) -> layer.CommandGenerator[None]:
        """One side is gone: give back the space, and count what is held as sent, or as still to come."""
        held = self.held()
        if self.client_state == self.state_watch:
            self.client_state = self.state_stream_request_body
        if held is None:
            return
        yield from self._let_go(held)
        if self.client_state == self.state_release:
            if isinstance(event, RequestProtocolError):
                self.client_state = self.state_stream_request_body
            else:
                self.client_state = self.state_done if held.ended else self.state_consume_request_body


def frame(request: http.Request, size: int | None) -> None:
    """Say how long a body is, or that it comes in chunks, where nothing says so yet (RFC 9112 section 6)."""
    if "content-length" in request.headers or "transfer-encoding" in request.headers:
        return
    if size is None:
        request.headers["transfer-encoding"] = "chunked"
    else:
        request.headers["content-length"] = str(size)
