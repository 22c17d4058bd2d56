"""A stream whose answer may be ended before the origin ends it, and that never keeps more of an answer than it may."""

from __future__ import annotations

from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import (
    DropStream,
    ErrorCode,
    HttpStream,
    RequestEndOfMessage,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
    SendHttp,
)

from quarterdeck.proxy.answering import Answering
from quarterdeck.proxy.aside import LARGE

# Set by the addons: the Answering of an answer, and how many bytes of one that is kept whole may be kept.
ANSWERING = "quarterdeck.answering"
MOST_OF_ANSWER = "quarterdeck.most_of_answer"
# Set when the answer of the flow is a refusal of ours, made when the head of the origin's had come.
STOPPED = "quarterdeck.stopped"
# Set beside MOST_OF_ANSWER: what an answer passes through when it turns out to be too large to be kept.
PASSING = "quarterdeck.passing"
_WHY = "the answer was cut by policy"
# How many times its size coded bytes may decode to, and a little more.
_SWELLS = 256


@dataclass
class Coming:
    """What has come of an answer that is judged, and whether that is all of it."""

    answering: Answering
    data: bytes
    whole: bool


@dataclass
class AnswerHook(commands.StartHook):
    """So much of an answer has come that judging it takes a while."""

    coming: Coming
    name = "answer"
    blocking = True


def as_decoded(flow: http.HTTPFlow, decodes: bool) -> None:
    """Make the head of an answer fit for a body of any length, which may go on without its codings (`decodes`)."""
    response = flow.response
    if response is None:
        return
    if decodes:
        response.headers.pop("content-encoding", None)
    if response.headers.pop("content-length", None) is not None and flow.request.http_version == "HTTP/1.1":
        # To older clients the end of the connection is that of the answer (RFC 9112 section 6.3).
        response.headers["transfer-encoding"] = "chunked"
        if response.http_version == "HTTP/1.0":
            # Which knows no chunks, and origins that speak it close.
            response.http_version = "HTTP/1.1"
            response.headers["connection"] = "close"


class AnswerStream(HttpStream):
    """The states of an answer that is judged while it comes."""

    def _answering(self) -> Answering | None:
        found: Answering | None = self.flow.metadata.get(ANSWERING)
        return found

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        """After the head of an answer: when it was refused, the refusal goes out and the origin is told to stop."""
        yield from super().state_wait_for_response_headers(event)
        if self.flow.metadata.get(STOPPED) and self.server_state == self.state_consume_response_body:
            yield from self._stop(already_streamed=False)

    def state_consume_response_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Keep an answer that is judged whole; past the limit it is judged as it comes."""
        answering = self._answering()
        if isinstance(event, ResponseEndOfMessage) and answering is not None:
            yield from self._aside(answering, bytes(self.response_body_buf), whole=True)
        yield from super().state_consume_response_body(event)
        if not isinstance(event, ResponseData) or answering is None or self.flow.response is None:
            return
        if len(self.response_body_buf) > self.flow.metadata.get(MOST_OF_ANSWER, 0):
            kept = bytes(self.response_body_buf)
            self.response_body_buf.clear()
            as_decoded(self.flow, answering.decodes)
            self.flow.response.stream = self.flow.metadata.get(PASSING, answering.pass_on)
            yield from self.start_response_stream()
            yield from self.state_stream_response_body(ResponseData(self.stream_id, kept))

    def state_stream_response_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Pass on what may be; when the answer has been ended, end it on both sides."""
        answering = self._answering()
        if isinstance(event, ResponseData) and answering is not None:
            yield from self._aside(answering, event.data, whole=False)
        yield from super().state_stream_response_body(event)
        if answering is None or not answering.ended or not isinstance(event, ResponseData):
            return
        if answering.failed:
            yield SendHttp(RequestProtocolError(self.stream_id, _WHY, ErrorCode.CANCEL), self.context.server)
            failure = ResponseProtocolError(self.stream_id, _WHY, ErrorCode.GENERIC_SERVER_ERROR)
            yield from self.handle_protocol_error(failure)
        else:
            yield from self._stop(already_streamed=True)

    def _aside(self, answering: Answering, data: bytes, *, whole: bool) -> layer.CommandGenerator[None]:
        """Have what takes long to judge judged beside the event loop."""
        if len(data) * (_SWELLS if answering.coded else 1) > LARGE:
            yield AnswerHook(Coming(answering, data, whole))

    def _stop(self, *, already_streamed: bool) -> layer.CommandGenerator[None]:
        """End the exchange on both sides, with the answer that there is now or with what has been sent of one."""
        yield SendHttp(RequestProtocolError(self.stream_id, _WHY, ErrorCode.CANCEL), self.context.server)
        yield from self.forget_held()
        uploading = self.client_state != self.state_done
        if uploading:
            self.client_state = self.state_discard
        yield from self.send_response(already_streamed=already_streamed)
        if uploading:
            yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def forget_held(self) -> layer.CommandGenerator[None]:
        """Let go of what is still kept of the request's body; when that has come whole, nothing more will."""
        yield from ()

    def state_discard(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Throw away the rest of a body whose answer has been sent."""
        if isinstance(event, RequestEndOfMessage):
            self.client_state = self.state_done
            self.flow.live = False
            yield DropStream(self.stream_id)
