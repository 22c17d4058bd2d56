"""The relay of a WebSocket. Messages are judged whole, up to a limit; the origin's go on as they come where none asks.

Closing goes to both sides with a reason (RFC 6455 section 7.4.1: 1008, policy violation; 1009, message too big).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.websocket import WebsocketEndHook, WebsocketMessageHook, WebsocketStartHook
from mitmproxy.websocket import WebSocketMessage
from wsproto import ConnectionType
from wsproto.events import CloseConnection, Message, Ping, Pong
from wsproto.extensions import Extension, PerMessageDeflate
from wsproto.frame_protocol import CloseReason, Opcode
from wsproto.utilities import split_comma_header

from quarterdeck.proxy.assembly import Assembly, Inflating, TooLarge
from quarterdeck.proxy.incoming import Held, Incoming
from quarterdeck.proxy.passing import BadFrame, Control, Passing, Side, plain_text
from quarterdeck.proxy.retelling import MOST_INFLATED, Piece, Retelling, Whole, told
from quarterdeck.proxy.returning import Returning, Said

# How many bytes of a client's message may be kept; None when its messages go on unread.
MOST = "quarterdeck.most"
# What judges the origin's messages; where it is set, none goes on before its hook has been asked.
HEARING = "quarterdeck.hearing"
# What gives the origin's messages their originals back; where it is set, each of them is told anew.
RETURNING = "quarterdeck.returning"
# Whether messages may be told to the client now, and those that a hook tells in place of the client's going on.
MAY_TELL = "quarterdeck.may-tell"
INSTEAD = "quarterdeck.instead"
# How the connection was ended, when it was by `refuse`.
CLOSE = "quarterdeck.close"
# A close frame carries at most 125 bytes, two of which are the code.
_REASON_BYTES = 123
# Seconds that a message waits, at least, for the rest of what looks like a placeholder or may be found; twice as many
# at most.
PATIENCE = 1.0


@dataclass
class WebsocketUnreadHook(commands.StartHook):
    """Bytes of the client are about to go on without being read."""

    flow: http.HTTPFlow


@dataclass
class WebsocketTooLargeHook(commands.StartHook):
    """A message of the client has outgrown its limit. Whatever the hook does, the connection is closed."""

    flow: http.HTTPFlow


@dataclass
class WebsocketAnswerHook(commands.StartHook):
    """A message of the origin stands in `flow.websocket.messages`; none does when it has outgrown its limit.

    Where messages are told anew, those that stand there afterwards go on, and then what has outgrown its limit.
    """

    flow: http.HTTPFlow


@dataclass
class WebsocketRestHook(commands.StartHook):
    """The origin's messages have waited long enough: those that stand in `flow.websocket.messages` afterwards go on."""

    flow: http.HTTPFlow


class ClosingRelay(websocket.WebsocketLayer):
    """A WebsocketLayer that stops when a message is refused: what came in the same packet is not relayed either."""

    client_ws: Side
    server_ws: Side

    def __init__(self, context: Context, flow: http.HTTPFlow) -> None:
        super().__init__(context, flow)
        self._state: Callable[[events.Event], layer.CommandGenerator[None]] = self.begin
        self._passing = Passing()
        self._incoming: Incoming | None = None
        self._retelling: Retelling | None = None
        self._wakeup: commands.RequestWakeup | None = None

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if not isinstance(event, events.Wakeup):
            yield from self._state(event)
        elif self._state == self.relay:
            yield from self._waited()

    def begin(self, _: events.Event) -> layer.CommandGenerator[None]:
        """Ask how much may be kept, and relay."""
        yield WebsocketStartHook(self.flow)
        self._most: int | None = self.flow.metadata.get(MOST, 0)
        self._message = Assembly(self._most or 0)
        self._returning: Returning | None = None if self._most is None else self.flow.metadata.get(RETURNING)
        inward: list[Extension] = []
        outward: list[Extension] = []
        if agreed := self._deflate():
            inward, outward = [Inflating(self._most or 0)], [Inflating(self._most or 0, skim=True)]
            if self._returning is not None:
                outward = [Inflating(MOST_INFLATED)]
            for extension in (*inward, *outward):
                extension.finalize(agreed)
        self.client_ws = Side(ConnectionType.SERVER, inward, self.context.client)
        self.server_ws = Side(ConnectionType.CLIENT, outward, self.context.server)
        self.client_ws.other, self.server_ws.other = self.server_ws, self.client_ws
        if self._most is not None and self._returning is not None:
            self._retelling = Retelling(self.server_ws, self._most)
        elif self._most is not None and HEARING in self.flow.metadata:
            self._incoming = Incoming(self.server_ws, self._most)
        self._state = self.relay
        yield from self._refused()

    def _deflate(self) -> str | None:
        """The permessage-deflate that the origin has agreed to. What other extensions make of frames is not read."""
        header = self.flow.response.headers.get("sec-websocket-extensions", "") if self.flow.response else ""
        offers = split_comma_header(header.encode("ascii", "replace"))
        return next((one for one in offers if one.partition(";")[0].strip() == PerMessageDeflate.name), None)

    def relay(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Relay until one side closes or a hook has asked for the end."""
        if isinstance(event, events.ConnectionClosed):
            if event.connection == self.context.server:
                yield from self._rest(gone=event.connection)
            if self._state == self.relay:
                yield from self._end(CloseConnection(CloseReason.ABNORMAL_CLOSURE), gone=event.connection)
        elif isinstance(event, events.DataReceived) and event.connection == self.context.client:
            yield from self._from_client(event.data)
        elif isinstance(event, events.DataReceived):
            yield from self._from_origin(event.data)

    def _from_client(self, data: bytes) -> layer.CommandGenerator[None]:
        if self._most is None:
            yield WebsocketUnreadHook(self.flow)
            if not (yield from self._refused()):
                yield commands.SendData(self.context.server, data)
            return
        self.client_ws.receive_data(data)
        try:
            for event in self.client_ws.events():
                if isinstance(event, Message):
                    self._message.add(event)
                    if event.message_finished:
                        yield from self._whole()
                elif isinstance(event, CloseConnection):
                    yield from self._end(event)
                else:
                    yield self.server_ws.send2(event)
                if self._state != self.relay:
                    return
        except TooLarge:
            self._message = Assembly(0)
            yield WebsocketTooLargeHook(self.flow)
            self.flow.metadata.setdefault(CLOSE, CloseConnection(CloseReason.MESSAGE_TOO_BIG))
            yield from self._refused()

    def _whole(self) -> layer.CommandGenerator[None]:
        message, self._message = self._message, Assembly(self._most or 0)
        asked = WebSocketMessage(_opcode(message.text), True, bytes(message.content))
        self.flow.metadata[MAY_TELL] = self._untold
        yield from self._asked(WebsocketMessageHook(self.flow), asked)
        if not (yield from self._refused()):
            if (instead := self.flow.metadata.pop(INSTEAD, None)) is not None:
                for content in instead:
                    yield commands.SendData(self.context.client, plain_text(content))
                return
            if asked.content != message.content:
                message.replace(asked.content)
            for frame in message.frames():
                yield self.server_ws.send2(frame)

    def _asked(
        self, hook: commands.StartHook, message: WebSocketMessage | None
    ) -> layer.CommandGenerator[list[WebSocketMessage]]:
        if self.flow.websocket is None:
            raise TypeError("not a WebSocket flow")
        # mitmproxy would keep every message for the life of the connection.
        self.flow.websocket.messages = [message] if message else []
        yield hook
        after, self.flow.websocket.messages = self.flow.websocket.messages, []
        return after

    def _from_origin(self, data: bytes) -> layer.CommandGenerator[None]:
        try:
            for piece in self._passing.feed(data):
                if isinstance(piece, Control) and self._most is not None:
                    yield from self._control(piece)
                elif self._retelling is not None and isinstance(piece, bytes):
                    yield from self._retold(self._retelling, piece)
                elif self._incoming is None or isinstance(piece, Control):
                    yield commands.SendData(self.context.client, piece.raw if isinstance(piece, Control) else piece)
                else:
                    yield from self._heard(self._incoming, self._incoming.take(piece))
                if self._state != self.relay:
                    return
        except BadFrame:
            yield from self._end(CloseConnection(CloseReason.PROTOCOL_ERROR))
        except TooLarge:
            yield from self._end(CloseConnection(CloseReason.MESSAGE_TOO_BIG))

    def _heard(self, incoming: Incoming, said: Held | bytes | CloseConnection | None) -> layer.CommandGenerator[None]:
        if isinstance(said, CloseConnection):
            yield from self._end(said)
        elif isinstance(said, bytes):
            yield commands.SendData(self.context.client, said)
        elif said is not None:
            message = None if said.content is None else WebSocketMessage(_opcode(said.text), False, said.content)
            yield from self._asked(WebsocketAnswerHook(self.flow), message)
            if not (yield from self._refused()):
                yield commands.SendData(self.context.client, incoming.passed(said))

    def _retold(self, retelling: Retelling, data: bytes) -> layer.CommandGenerator[None]:
        for said in retelling.take(data):
            if isinstance(said, CloseConnection):
                yield from self._end(said)
            elif isinstance(said, Whole) or said.first:
                message = WebSocketMessage(_opcode(said.text), False, said.content) if isinstance(said, Whole) else None
                after = yield from self._asked(WebsocketAnswerHook(self.flow), message)
                if not (yield from self._refused()):
                    yield from self._tell(Said(one.content, one.is_text) for one in after)
            if self._state != self.relay:
                return
            if isinstance(said, Piece):
                yield self.client_ws.send2(told(said.content, text=said.text, last=said.last))
        if self._wakeup is None:
            yield from self._wait()

    def _wait(self) -> layer.CommandGenerator[None]:
        """Come back to the message that waits now, if any does."""
        self._wakeup = None
        if self._returning is not None and self._returning.waiting:
            self._head = self._returning.passed
            self._wakeup = commands.RequestWakeup(PATIENCE)
            yield self._wakeup

    def _waited(self) -> layer.CommandGenerator[None]:
        """Send on what has waited since the last time, for the rest of it has not come."""
        if self._returning is not None and self._returning.passed == self._head:
            yield from self._rest()
        if self._state == self.relay:
            yield from self._wait()

    def _rest(self, gone: Connection | None = None) -> layer.CommandGenerator[None]:
        if self._returning is not None and self._returning.waiting:
            after = yield from self._asked(WebsocketRestHook(self.flow), None)
            if not (yield from self._refused(gone)):
                yield from self._tell(Said(one.content, one.is_text) for one in after)

    def _tell(self, messages: Iterable[Said]) -> layer.CommandGenerator[None]:
        for one in messages:
            yield self.client_ws.send2(told(one.content, text=one.text))

    def _control(self, frame: Control) -> layer.CommandGenerator[None]:
        if frame.opcode == Opcode.CLOSE:
            yield from self._rest()
            if self._state == self.relay:
                yield from self._end(frame.close())
        else:
            yield self.client_ws.send2(Ping(frame.payload) if frame.opcode == Opcode.PING else Pong(frame.payload))

    def _refused(self, gone: Connection | None = None) -> layer.CommandGenerator[bool]:
        """Whether a hook has asked for the end, which has then come."""
        close: CloseConnection | None = self.flow.metadata.get(CLOSE)
        if close is None and self.flow.error is None:
            return False
        yield from self._end(close or CloseConnection(CloseReason.INTERNAL_ERROR), gone)
        return True

    def _end(self, close: CloseConnection, gone: Connection | None = None) -> layer.CommandGenerator[None]:
        """Close both sides. `gone` is the one that has closed already."""
        # Where frames go on unread, nobody knows whether the client is within one.
        if self._most is not None and gone != self.context.server:
            yield self.server_ws.send2(close)
        self._closing = close
        self._state = self.closing
        if gone is not None or self._between:
            yield from self._finish(tell=gone != self.context.client)

    @property
    def _between(self) -> bool:
        """Whether all that the client has got ends with a frame."""
        held = self._retelling is not None or (self._incoming is not None and self._incoming.holding)
        return held or self._passing.between

    @property
    def _untold(self) -> bool:
        """Whether the client waits for the rest of no message: what we tell would be taken for it."""
        if self._retelling is not None:
            return self._retelling.whole
        return self._passing.whole or (self._incoming is not None and self._incoming.holding)

    def closing(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Nothing of the client goes on; the frame that it is receiving comes to its end, lest the close be lost."""
        if isinstance(event, events.ConnectionClosed):
            yield from self._finish(tell=False)
        elif isinstance(event, events.DataReceived) and event.connection == self.context.server:
            for piece in self._passing.feed(event.data):
                if isinstance(piece, bytes):
                    yield commands.SendData(self.context.client, piece)
                if self._passing.between:
                    yield from self._finish(tell=True)
                    return

    def _finish(self, *, tell: bool) -> layer.CommandGenerator[None]:
        if tell and self._between:
            yield self.client_ws.send2(self._closing)
        yield commands.CloseConnection(self.context.server)
        yield commands.CloseConnection(self.context.client)
        yield WebsocketEndHook(self.flow)
        self.flow.live = False
        self._state = self.done


def _opcode(text: bool) -> Opcode:
    return Opcode.TEXT if text else Opcode.BINARY


def refuse(
    flow: http.HTTPFlow, why: str, code: int = CloseReason.POLICY_VIOLATION, incident: str = "", coach: str = ""
) -> None:
    """Close a WebSocket instead of sending on what a hook was asked about.

    A long reason does not cost the incident, or `coach`, the address where to say why, which ends in its number.
    """
    end = f" Say why at {coach}" if coach else f" (incident {incident})" if incident else ""
    reason = why.encode()[: _REASON_BYTES - len(end)].decode(errors="ignore") + end
    flow.metadata[CLOSE] = CloseConnection(code, reason)


def install() -> None:
    """Make mitmproxy use this relay."""
    websocket.WebsocketLayer = ClosingRelay  # type: ignore[misc]  # there is no other way in
