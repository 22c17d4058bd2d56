"""Closing a WebSocket with a reason, on both sides (RFC 6455 section 7.4.1: 1008, policy violation)."""

from __future__ import annotations

import time
from collections import deque

from mitmproxy import http
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.websocket import WebsocketEndHook
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Event, Ping, Pong

POLICY_VIOLATION = 1008
# A close frame carries at most 125 bytes, two of which are the code.
_REASON_BYTES = 123
_CLOSE = "quarterdeck.close"


class Side(websocket.WebsocketConnection):
    """One side of a relay. A ping reaches the other side empty, and the pong that answers it gets its payload back.

    Nobody judges control frames, and 125 bytes in each would be a way out.
    """

    other: Side
    pings: deque[bytes]

    def send2(self, event: Event) -> commands.SendData:
        """Send to this side what came from the other one."""
        if isinstance(event, Ping):
            self.pings.append(bytes(event.payload))
            event = Ping(b"")
        elif isinstance(event, Pong):
            event = Pong(self.other.pings.popleft() if self.other.pings else b"")
        return super().send2(event)


class ClosingRelay(websocket.WebsocketLayer):
    """A WebsocketLayer that stops when a message is refused: what came in the same packet is not relayed either."""

    client_ws: Side
    server_ws: Side

    def begin(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Start as mitmproxy does, and introduce the sides to each other."""
        yield from super().start(event)
        self.client_ws.other, self.server_ws.other = self.server_ws, self.client_ws
        self.client_ws.pings, self.server_ws.pings = deque(maxlen=64), deque(maxlen=64)

    _handle_event = begin

    def relay_messages(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Relay until a hook has asked for the end."""
        relaying = super().relay_messages(event)
        reply = None
        while True:
            try:
                command = relaying.send(reply)
            except StopIteration:
                return
            reply = yield command
            if _CLOSE in self.flow.metadata:
                relaying.close()
                yield from self._end(self.flow.metadata[_CLOSE])
                return

    def _end(self, close: CloseConnection) -> layer.CommandGenerator[None]:
        data = self.flow.websocket
        if data is not None:
            data.timestamp_end, data.closed_by_client = time.time(), False
            data.close_code, data.close_reason = close.code, close.reason
        for side in (self.server_ws, self.client_ws):
            if side.state in (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING):
                yield side.send2(close)
            yield commands.CloseConnection(side.conn)
        yield WebsocketEndHook(self.flow)
        self.flow.live = False
        self._handle_event = self.done  # type: ignore[method-assign]  # how mitmproxy's layers change state


def refuse_message(flow: http.HTTPFlow, why: str) -> None:
    """Drop the newest message and close the WebSocket in its place."""
    if flow.websocket is None:
        raise TypeError("not a WebSocket flow")
    flow.websocket.messages[-1].drop()
    reason = why.encode()[:_REASON_BYTES].decode(errors="ignore")
    flow.metadata[_CLOSE] = CloseConnection(code=POLICY_VIOLATION, reason=reason)


def forget_history(flow: http.HTTPFlow) -> None:
    """mitmproxy keeps every message for the life of the connection; keep only the newest."""
    if flow.websocket is not None:
        del flow.websocket.messages[:-1]


def install() -> None:
    """Make mitmproxy use these classes."""
    websocket.WebsocketConnection = Side  # type: ignore[misc]  # there is no other way in
    websocket.WebsocketLayer = ClosingRelay  # type: ignore[misc]  # nor here
