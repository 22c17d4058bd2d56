"""Closing a WebSocket with a reason, on both sides (RFC 6455 section 7.4.1: 1008, policy violation)."""

from __future__ import annotations

from mitmproxy import http
from mitmproxy.proxy.layers.websocket import WebsocketLayer
from wsproto.events import CloseConnection

from quarterdeck.proxy.stream import WEBSOCKET

POLICY_VIOLATION = 1008
# A close frame carries at most 125 bytes, two of which are the code.
_REASON_BYTES = 123


def refuse_message(flow: http.HTTPFlow, why: str) -> None:
    """Drop the newest message and close the WebSocket in its place."""
    data = flow.websocket
    layer = flow.metadata[WEBSOCKET]
    if data is None or not isinstance(layer, WebsocketLayer):
        raise TypeError("not a WebSocket flow")
    message = data.messages[-1]
    message.drop()
    side = layer.client_ws if message.from_client else layer.server_ws
    reason = why.encode()[:_REASON_BYTES].decode(errors="ignore")
    # The relay loop reads its events from here; a close queued now comes before anything sent later.
    side._events.appendleft(CloseConnection(code=POLICY_VIOLATION, reason=reason))


def forget_history(flow: http.HTTPFlow) -> None:
    """mitmproxy keeps every message for the life of the connection; keep only the newest."""
    if flow.websocket is not None:
        del flow.websocket.messages[:-1]
