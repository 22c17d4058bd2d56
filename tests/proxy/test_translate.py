"""A flow becomes an exchange with nothing added, nothing lost, and nothing of mitmproxy in it."""

from __future__ import annotations

import time

import pytest
from mitmproxy import http

from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.translate import client_address, exchange_of, new_incident
from tests.proxy.deck import asked

HERE = Destination("a.example", 443)
SOMEONE = Principal("192.0.2.7")


def translated(flow: http.HTTPFlow, opaque: str | None = None) -> Exchange:
    return exchange_of(flow, "qd-1", SOMEONE, HERE, opaque=opaque)


@pytest.mark.parametrize(
    ("peername", "address"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7"),
        (("fe80::1%eth0", 1, 0, 3), "fe80::1"),
        (None, ""),
    ],
)
def test_a_client_is_its_address_without_port_zone_or_disguise(peername, address: str):
    assert client_address(peername) == address


def test_incidents_sort_by_time_and_never_repeat():
    first = new_incident()
    time.sleep(0.002)
    many = [new_incident() for _ in range(1000)]
    assert all(first < later for later in many)
    assert len(set(many)) == 1000
    assert len(first) == len("qd-") + 11 + 1 + 10


def test_the_target_stays_as_it_stood_and_the_path_is_made_fit_to_match():
    exchange = translated(asked("https://a.example/v1//%63hat/../chat?Q=%41"))
    assert exchange.target == "/v1//%63hat/../chat?Q=%41"
    assert exchange.path == "/v1/chat"
    assert (exchange.id, exchange.destination, exchange.principal.client) == ("qd-1", HERE, "192.0.2.7")


def test_headers_keep_their_order_and_copies_and_any_byte():
    flow = asked()
    flow.request.headers = http.Headers([(b"X-B", b"\xff"), (b"x-a", b"1"), (b"X-B", b"2")])
    assert translated(flow).headers == (("x-b", "\xff"), ("x-a", "1"), ("x-b", "2"))


def test_the_body_is_as_it_came_and_not_as_mitmproxy_would_decode_it():
    flow = asked(method="POST", content_encoding="gzip")
    flow.request.raw_content = b"\x1f\x8bnot really"
    assert translated(flow).body == b"\x1f\x8bnot really"


def test_a_body_that_is_not_read_is_left_out_even_where_it_has_arrived():
    flow = asked(method="POST")
    flow.request.raw_content = b"much"
    exchange = translated(flow, opaque="too-large")
    assert (exchange.body, exchange.opaque) == (None, "too-large")


@pytest.mark.parametrize("content", [b"", None])
def test_no_body_is_none(content: bytes | None):
    flow = asked()
    flow.request.raw_content = content
    assert translated(flow).body is None


@pytest.mark.parametrize(
    ("version", "headers", "protocol"),
    [
        ("HTTP/1.1", {}, "http/1.1"),
        ("HTTP/2.0", {}, "h2"),
        ("HTTP/1.1", {"upgrade": "WebSocket"}, "websocket"),
        ("HTTP/1.1", {"upgrade": "h2c"}, "http/1.1"),
    ],
)
def test_the_protocol_is_named(version: str, headers: dict[str, str], protocol: str):
    flow = asked(**headers)
    flow.request.http_version = version
    assert translated(flow).protocol == protocol
