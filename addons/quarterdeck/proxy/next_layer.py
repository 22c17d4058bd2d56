"""What the bytes of a connection are taken for. Only TLS and HTTP go on; everything else is closed and recorded.

mitmproxy's own addon guesses, relays what it cannot name, and lets a client pick its exemption by SNI or port.
"""

from __future__ import annotations

import re

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, HttpLayer, modes
from mitmproxy.proxy.layers.http import HTTPMode

from quarterdeck.proxy.hooks import Refused, RefusedHook

# A TLS record of type handshake, version 3.0 to 3.4 (RFC 8446 section 5.1).
_TLS = re.compile(rb"\x16\x03[\x00-\x04]")
_TLS_PREFIX = re.compile(rb"(?:\x16(?:\x03)?)?\Z")
_METHOD = re.compile(rb"[A-Za-z!#$%&'*+\-.^_`|~0-9]{1,32} [^\x00-\x1f]")
_METHOD_PREFIX = re.compile(rb"[A-Za-z!#$%&'*+\-.^_`|~0-9]{0,32} ?\Z")
_H2_PREFACE = b"PRI * HTTP/2.0"


class RefuseLayer(layer.Layer):
    """Closes the client connection after saying why to the hook `refused`."""

    def __init__(self, context: Context, why: str) -> None:
        super().__init__(context)
        self.why = why

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield RefusedHook(Refused(self.context, self.why))
            yield commands.CloseConnection(self.context.client)


class NextLayer:
    """The addon that mitmproxy asks for the next layer."""

    name = "nextlayer"

    def next_layer(self, asked: layer.NextLayer) -> None:
        """Set `asked.layer`, or leave it empty to wait for more bytes."""
        try:
            asked.layer = choose(asked.context, asked.data_client())
        except Exception:
            asked.layer = RefuseLayer(asked.context, "the connection could not be judged")
            raise


def choose(context: Context, data: bytes) -> layer.Layer | None:
    """The layer for what the client has sent so far."""
    top = context.layers[0]
    if context.client.transport_protocol != "tcp":
        return RefuseLayer(context, "UDP is not let through")
    if len(context.layers) == 1 and isinstance(top, modes.HttpProxy):
        return HttpLayer(context, HTTPMode.regular)
    if len(context.layers) == 1 and isinstance(top, modes.HttpUpstreamProxy):
        return HttpLayer(context, HTTPMode.upstream)
    if context.client.tls_established:
        return _inside_tls(context, data)
    if _TLS.match(data):
        # The origin is contacted after the decision, in a stack of its own, so none is needed for it here.
        context.server.tls = True
        return ClientTLSLayer(context)
    if _TLS_PREFIX.match(data):
        return None
    return _http(context, data)


def _inside_tls(context: Context, data: bytes) -> layer.Layer | None:
    if context.client.alpn == b"h2":
        return HttpLayer(context, HTTPMode.transparent)
    return _http(context, data)


def _http(context: Context, data: bytes) -> layer.Layer | None:
    # RFC 9112 section 2.2: empty lines before a request are ignored; no more than a few come from honest clients.
    data = data.removeprefix(b"\r\n").removeprefix(b"\r\n")
    if data.startswith(_H2_PREFACE):
        return RefuseLayer(context, "HTTP/2 without TLS is not let through")
    if _METHOD.match(data):
        return HttpLayer(context, HTTPMode.transparent)
    if _METHOD_PREFIX.match(data):
        return None
    return RefuseLayer(context, "the bytes are neither TLS nor HTTP")
