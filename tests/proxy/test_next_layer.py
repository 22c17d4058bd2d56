"""TLS and HTTP go on; whatever else the bytes are, the connection is closed and the hook is told why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import options
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, HttpLayer, modes
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.test import tflow

from quarterdeck.proxy.hooks import RefusedHook
from quarterdeck.proxy.next_layer import NextLayer, RefuseLayer, choose

HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
HTTP = b"GET / HTTP/1.1\r\n"


def inside(*, alpn: bytes | None = None, tls: bool = False, protocol: str = "tcp") -> Context:
    """The context of the bytes inside a CONNECT."""
    context = Context(tflow.tclient_conn(), options.Options())
    context.client.transport_protocol = protocol
    context.client.timestamp_tls_setup = 1.0 if tls else None
    context.client.tls = tls
    context.client.alpn = alpn
    context.layers = []
    modes.HttpProxy(context)
    HttpLayer(context, HTTPMode.regular)
    return context


@pytest.mark.parametrize(
    ("top", "mode"), [(modes.HttpProxy, HTTPMode.regular), (modes.HttpUpstreamProxy, HTTPMode.upstream)]
)
@pytest.mark.parametrize("data", [b"", HTTP, b"\x00\x01", HELLO])
def test_a_client_of_an_explicit_proxy_speaks_http_to_it(top: type, mode: HTTPMode, data: bytes):
    context = Context(tflow.tclient_conn(), options.Options())
    context.layers = []
    top(context)
    chosen = choose(context, data)
    assert isinstance(chosen, HttpLayer)
    assert chosen.mode is mode


def test_tls_is_taken_off_and_the_origin_is_to_be_spoken_to_in_tls():
    context = inside()
    assert isinstance(choose(context, HELLO), ClientTLSLayer)
    assert context.server.tls


@pytest.mark.parametrize("data", [HTTP, b"PATCH /x HTTP/1.1\r\n", b"M-SEARCH * HTTP/1.1\r\n", b"get / HTTP/1.0\r\n"])
@pytest.mark.parametrize("tls", [False, True])
def test_http_is_read(data: bytes, tls: bool):
    assert isinstance(choose(inside(tls=tls), data), HttpLayer)


def test_http2_inside_tls_is_known_by_its_alpn():
    assert isinstance(choose(inside(tls=True, alpn=b"h2"), b""), HttpLayer)


@pytest.mark.parametrize("data", [b"", b"\x16", b"\x16\x03", b"G", b"GET", b"GET "])
def test_what_may_still_become_tls_or_http_is_waited_for(data: bytes):
    assert choose(inside(), data) is None


@pytest.mark.parametrize(
    ("data", "tls", "alpn", "why"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", False, None, "neither TLS nor HTTP"),
        (b"\x00\x01\x02", False, None, "neither TLS nor HTTP"),
        (b"\x16\x02\x00", False, None, "neither TLS nor HTTP"),
        (b"\x80\x2e\x01\x03\x01", False, None, "neither TLS nor HTTP"),
        (b"A" * 33, False, None, "neither TLS nor HTTP"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", False, None, "HTTP/2 without TLS"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", True, b"http/1.1", "HTTP/2 without TLS"),
        (b"\x00\x01", True, b"acme-tls/1", "neither TLS nor HTTP"),
        (HELLO, True, None, "neither TLS nor HTTP"),
    ],
)
def test_anything_else_is_refused_with_the_reason(data: bytes, tls: bool, alpn: bytes | None, why: str):
    chosen = choose(inside(tls=tls, alpn=alpn), data)
    assert isinstance(chosen, RefuseLayer)
    assert why in chosen.why


def test_udp_is_refused():
    assert isinstance(choose(inside(protocol="udp"), HTTP), RefuseLayer)


@given(st.binary(max_size=64))
def test_no_bytes_reach_a_layer_that_would_relay_them_unread(data: bytes):
    assert isinstance(choose(inside(), data), HttpLayer | ClientTLSLayer | RefuseLayer | None)


def test_a_refused_connection_is_told_to_the_hook_and_then_closed():
    context = inside()
    refusing = RefuseLayer(context, "why")
    (hook,) = refusing.handle_event(events.Start())
    assert isinstance(hook, RefusedHook)
    assert (hook.refused.context, hook.refused.why) == (context, "why")
    (close,) = refusing.handle_event(events.HookCompleted(hook))
    assert isinstance(close, commands.CloseConnection)
    assert close.connection is context.client
    assert list(refusing.handle_event(events.DataReceived(context.client, b"more"))) == []


def test_a_fault_in_choosing_refuses():
    context = inside()
    asked = layer.NextLayer(context)
    context.layers.clear()
    with pytest.raises(IndexError):
        NextLayer().next_layer(asked)
    assert isinstance(asked.layer, RefuseLayer)
