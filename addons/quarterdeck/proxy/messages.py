"""The messages of a WebSocket: each is judged like a request; a refused one closes the connection with 1008."""

from __future__ import annotations

import time
from dataclasses import replace

from mitmproxy import http

from quarterdeck.engine import judge_message
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.guard import fail_closed
from quarterdeck.proxy.recorder import Recorder, Requested
from quarterdeck.proxy.runtime import STATE, Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of, new_incident
from quarterdeck.proxy.websocket import forget_history, refuse_message

_EXCHANGE = "quarterdeck.handshake"


class Messages:
    """The addon for WebSocket messages."""

    def __init__(self, runtime: Runtime, recorder: Recorder) -> None:
        self.runtime = runtime
        self.recorder = recorder

    def abort(self, flow: http.HTTPFlow) -> None:
        """Close the WebSocket: the last resort of the guard."""
        flow.kill()

    def _fault(self, flow: http.HTTPFlow) -> None:
        refuse_message(flow, "Quarterdeck failed; the message was not sent")

    @fail_closed(_fault)
    async def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Judge a message from the client; answers are not judged here."""
        forget_history(flow)
        exchanged: Exchanged | None = flow.metadata.get(STATE)
        if flow.websocket is None or exchanged is None or not exchanged.governed:
            return
        message = flow.websocket.messages[-1]
        if not message.from_client:
            return
        handshake: Exchange = flow.metadata.setdefault(
            _EXCHANGE, exchange_of(flow, exchanged.incident, exchanged.destination, opaque=None)
        )
        world = self.runtime.world
        now = time.time()
        exchange = replace(handshake, time=now, body=message.content)
        decision = judge_message(exchange, world.policy, world.kit)
        if decision is None or not decision.refused:
            return
        incident = new_incident()
        of_message = replace_incident(exchanged, incident, now, len(message.content))
        refuse_message(flow, f"{decision.reasons[0].text} (incident {incident})")
        await self.recorder.decided(
            of_message, decision, Outcome.CUT, Requested("MESSAGE", exchange.target, "websocket")
        )


def replace_incident(exchanged: Exchanged, incident: str, now: float, size: int) -> Exchanged:
    """The same exchange under an incident id of its own, for one message of it."""
    return replace(exchanged, incident=incident, started=now, request_bytes=size)
