"""A head that is not strictly HTTP/1 is answered 400 and goes no further; trailers end a body instead of hanging it.

Which heads those are is proven in test_heads.py.
"""

from __future__ import annotations

import h11
import pytest
from h11._receivebuffer import ReceiveBuffer
from mitmproxy import options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    HTTPMode,
    ReceiveHttp,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.test import tflow, tutils

from quarterdeck.proxy import heads, http1
from quarterdeck.proxy.hooks import MalformedHook
from quarterdeck.proxy.notices import upstream_cause

GOOD = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
BAD = b"GET / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"


class Client:
    """The client's side of a connection, fed by hand."""

    def __init__(self) -> None:
        context = Context(tflow.tclient_conn(), options.Options())
        self.connection = context.client
        self.server = http1.StrictHttp1Server(context)
        list(self.server.handle_event(events.Start()))

    def send(self, data: bytes) -> list[commands.Command]:
        return list(self.server.handle_event(events.DataReceived(self.connection, data)))


def received(found: list[commands.Command]) -> list[type]:
    return [type(command.event) for command in found if isinstance(command, ReceiveHttp)]


def test_a_good_head_is_read():
    assert received(Client().send(GOOD)) == [RequestHeaders, RequestEndOfMessage]


def test_a_head_is_read_however_it_is_cut():
    client = Client()
    found = [command for byte in GOOD for command in client.send(bytes([byte]))]
    assert received(found) == [RequestHeaders, RequestEndOfMessage]


def test_empty_lines_before_a_request_are_passed_over():
    client = Client()
    assert client.send(b"\r\n") == []
    assert received(client.send(b"\r\n" + GOOD)) == [RequestHeaders, RequestEndOfMessage]


@pytest.mark.parametrize("before", [b"", b"\r\n"])
def test_a_bad_head_is_told_to_the_hook_answered_and_closed(before: bytes):
    client = Client()
    (hook,) = client.send(before + BAD + GOOD)
    assert isinstance(hook, MalformedHook)
    assert hook.malformed.client is client.connection
    assert hook.malformed.why
    hook.malformed.answer = b"HTTP/1.1 400 told\r\n\r\n"
    answer, close = client.server.handle_event(events.HookCompleted(hook))
    assert (answer.connection, answer.data) == (client.connection, b"HTTP/1.1 400 told\r\n\r\n")
    assert isinstance(close, commands.CloseConnection)
    assert received(client.send(GOOD)) == []


def test_without_an_answer_of_the_hooks_it_is_400_all_the_same():
    client = Client()
    (hook,) = client.send(BAD)
    answer, _ = client.server.handle_event(events.HookCompleted(hook))
    assert answer.data.startswith(b"HTTP/1.1 400 ")


def test_a_head_without_end_is_refused_at_the_limit_and_not_kept():
    client = Client()
    start = b"GET / HTTP/1.1\r\nHost: a.example\r\nX: "
    assert client.send(start + b"x" * (heads.LIMIT - len(start))) == []
    (hook,) = client.send(b"x")
    assert isinstance(hook, MalformedHook)


def test_requests_that_came_together_are_read_one_by_one():
    client = Client()
    assert received(client.send(b"\r\n" + GOOD + b"\r\n" + GOOD)) == [RequestHeaders, RequestEndOfMessage]
    response = tutils.tresp(content=b"", headers=http_layers.http.Headers([(b"content-length", b"0")]))
    list(client.server.handle_event(ResponseHeaders(1, response)))
    assert received(list(client.server.handle_event(ResponseEndOfMessage(1)))) == [RequestHeaders, RequestEndOfMessage]


class Watched(bytearray):
    """A buffer that adds up what is taken out of it."""

    taken = 0

    def __getitem__(self, index):
        part = super().__getitem__(index)
        self.taken += len(part) if isinstance(index, slice) else 1
        return part


def test_of_what_waits_behind_a_head_nothing_is_copied(monkeypatch: pytest.MonkeyPatch):
    client = Client()
    copies = []
    monkeypatch.setattr(ReceiveBuffer, "__bytes__", lambda self: copies.append(self) or b"", raising=True)
    client.server.buf._data = Watched()
    client.send(GOOD + b"x" * 500_000)
    assert copies == []
    assert client.server.buf._data.taken < 1000


def test_too_much_sent_ahead_of_an_answer_is_recorded_and_the_connection_closed():
    client = Client()
    client.send(GOOD)
    assert client.send(b"x" * http1.MOST_AHEAD) == []
    (hook,) = client.send(b"x")
    assert isinstance(hook, MalformedHook)
    assert upstream_cause(hook.malformed.why)[1] == hook.malformed.why
    close, told = client.server.handle_event(events.HookCompleted(hook))
    assert isinstance(close, commands.CloseConnection)
    assert isinstance(told.event, RequestProtocolError)
    client.send(b"x" * 100)
    assert len(client.server.buf) <= 100


@pytest.mark.parametrize("trailers", [b"", b"X: y\r\n", b"Content-Length: 3\r\nHost: b.example\r\n"])
def test_a_chunked_body_ends_and_its_trailers_are_dropped(trailers: bytes):
    reader = http1._body_reader(None)
    buffer = ReceiveBuffer()
    buffer += b"5\r\nhello\r\n0\r\n" + trailers + b"\r\nGET /next"
    assert bytes(reader(buffer).data) == b"hello"
    end = reader(buffer)
    assert isinstance(end, h11.EndOfMessage)
    assert list(end.headers) == []
    assert bytes(buffer) == b"GET /next"


@pytest.mark.parametrize("start", [b"2;", b"2\r\nok\r\n0\r\n"], ids=["extension", "trailers"])
def test_a_line_without_end_is_an_error(start: bytes):
    reader, buffer = http1._body_reader(None), ReceiveBuffer()
    buffer += start
    while reader(buffer) is not None:
        pass
    buffer += b"a" * (heads.LIMIT + 1)
    with pytest.raises(h11.RemoteProtocolError, match="too long"):
        reader(buffer)


def test_an_error_is_told_to_the_client_in_words_of_ours():
    client = Client()
    client.send(GOOD)
    error = ResponseProtocolError(1, "HTTP/2 protocol error: SECRET", ErrorCode.GENERIC_SERVER_ERROR)
    page, close = client.server.handle_event(error)
    assert page.data.startswith(b"HTTP/1.1 502 ")
    assert b"SECRET" not in page.data
    assert isinstance(close, commands.CloseConnection)


def test_a_body_of_known_length_is_read_as_before():
    reader, buffer = http1._body_reader(2), ReceiveBuffer()
    buffer += b"abc"
    assert bytes(reader(buffer).data) == b"ab"
    assert isinstance(reader(buffer), h11.EndOfMessage)


def test_installed_it_is_what_mitmproxys_own_layers_read_with(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http1._http1, "make_body_reader", http1._plain_body_reader)
    monkeypatch.setattr(http_layers, "Http1Server", http1._http1.Http1Server)
    monkeypatch.setattr(http_layers, "Http1Client", http1._http1.Http1Client)
    http1.install()
    assert http_layers.Http1Client is http1.StrictHttp1Client
    context = Context(tflow.tclient_conn(), options.Options())
    layer = http_layers.HttpLayer(context, HTTPMode.regular)
    list(layer.handle_event(events.Start()))
    (hook,) = layer.handle_event(events.DataReceived(context.client, BAD))
    assert isinstance(hook, MalformedHook)
    head = b"POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = Client().send(head + b"2\r\nhi\r\n0\r\nX: y\r\n\r\n")
    assert received(found) == [RequestHeaders, RequestData, RequestEndOfMessage]
