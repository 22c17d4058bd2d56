"""A relay without its sockets: bytes in, and what came out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mitmproxy import http
from mitmproxy.connection import ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.test import tflow
from mitmproxy.websocket import WebSocketData, WebSocketMessage
from wsproto.frame_protocol import Opcode

from quarterdeck.proxy.returning import Returning
from quarterdeck.proxy.websocket import HEARING, MOST, RETURNING, ClosingRelay, refuse
from tests.evasion.rows.websockets import frame

type Hooks = dict[str, Callable[[http.HTTPFlow], Any]]


def to_client(payload: bytes, opcode: int = 1) -> bytes:
    return frame(payload, opcode, masked=False)


class Relayed:
    """A relay and what has come out of it, as `client`, `origin`, and the names of the `closed`, in order."""

    def __init__(
        self,
        most: int | None = 100,
        *,
        hearing: bool = False,
        returning: Returning | None = None,
        extensions: str = "",
        **hooks: Callable[[http.HTTPFlow], Any],
    ) -> None:
        client, server = tflow.tclient_conn(), tflow.tserver_conn()
        client.state = server.state = ConnectionState.OPEN
        context = Context(client, Options())
        context.server = server
        self.flow = tflow.tflow(client_conn=client, server_conn=server, resp=True)
        self.flow.websocket = WebSocketData()
        if extensions and self.flow.response is not None:
            self.flow.response.headers["sec-websocket-extensions"] = extensions
        self.relay = ClosingRelay(context, self.flow)
        told: dict[str, Any] = {MOST: most, **({HEARING: True} if hearing else {})}
        if returning is not None:
            told[RETURNING] = returning
            hooks.setdefault("websocket_answer", give_back)
            hooks.setdefault("websocket_rest", give_back)
        self.hooks: Hooks = {"websocket_start": lambda flow: flow.metadata.update(told), **hooks}
        self.context, self.client, self.origin, self.closed = context, b"", b"", []
        self.asked: list[str] = []
        self.wakeups: list[commands.RequestWakeup] = []
        self._happens(events.Start())

    def _happens(self, event: events.Event) -> None:
        pending = [event]
        while pending:
            for command in self.relay.handle_event(pending.pop(0)):
                if isinstance(command, commands.StartHook):
                    self.asked.append(command.name)
                    self.hooks.get(command.name, lambda _: None)(self.flow)
                    pending.append(events.HookCompleted(command, None))
                elif isinstance(command, commands.SendData) and command.connection is self.context.client:
                    self.client += command.data
                elif isinstance(command, commands.SendData):
                    self.origin += (
                        unmasked(command.data) if self.flow.metadata.get(MOST, 0) is not None else command.data
                    )
                elif isinstance(command, commands.RequestWakeup):
                    self.wakeups.append(command)
                elif isinstance(command, commands.CloseConnection):
                    self.closed.append("client" if command.connection is self.context.client else "origin")

    def from_client(self, data: bytes) -> None:
        self._happens(events.DataReceived(self.context.client, data))

    def from_origin(self, data: bytes) -> None:
        self._happens(events.DataReceived(self.context.server, data))

    def wakes(self) -> None:
        self._happens(events.Wakeup(self.wakeups.pop(0)))

    def gone(self, who: Any) -> None:
        self._happens(events.ConnectionClosed(who))


def unmasked(data: bytes) -> bytes:
    """A short masked frame as it would be with a mask of zeros."""
    key, payload = data[2:6], data[6:]
    return data[:2] + bytes(4) + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


def give_back(flow: http.HTTPFlow) -> None:
    """What the addon does with what the origin says."""
    if flow.websocket is None:
        raise TypeError("not a WebSocket flow")
    returning: Returning = flow.metadata[RETURNING]
    messages = flow.websocket.messages
    said = returning.take(messages[-1].content, messages[-1].is_text) if messages else returning.rest()
    flow.websocket.messages = [
        WebSocketMessage(Opcode.TEXT if one.text else Opcode.BINARY, False, one.content) for one in said
    ]


def knowing() -> Returning:
    """What gives a card back."""
    returning = Returning(None)
    returning.learn({"CARD_1": "4111"})
    return returning


def forbid(flow: http.HTTPFlow) -> None:
    refuse(flow, "no", incident="qd-1")
