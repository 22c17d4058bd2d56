"""A head that two parsers could read in two ways is refused; what real clients send is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.proxy.heads import (
    LIMIT,
    head_end,
    interim,
    malformed,
    malformed_answer,
    malformed_fields,
    malformed_start,
)


def head(*lines: str, start: str = "POST /v1/chat/completions HTTP/1.1") -> bytes:
    return "\r\n".join([start, *lines, "", ""]).encode("latin-1")


GOOD = [
    head("Host: a.example"),
    head("host:a.example", "Content-Length: 0"),
    head("Host: a.example", "Transfer-Encoding: chunked"),
    head("Host: a.example", "Transfer-Encoding: Chunked", "Trailer: X-Sum"),
    head("Host: a.example", "Connection: keep-alive, Upgrade", "Upgrade: websocket"),
    head("Host: a.example", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
    head("Host: a.example", "Connection: TE, close", "TE: trailers"),
    head("Host: a.example", "Cookie: a=1", "Cookie: b=2", "X-Empty:", "X-High: \xe9"),
    head("Host: [2001:db8::1]:8080"),
    head(start="GET http://a.example/ HTTP/1.0"),
    head("Host: a.example:443", start="CONNECT a.example:443 HTTP/1.1"),
    head("Host: a.example:443", "Content-Length: 0", start="CONNECT a.example:443 HTTP/1.1"),
    head("Host: a.example", start="OPTIONS * HTTP/1.1"),
]

BAD = {
    "bare LF": b"GET / HTTP/1.1\nHost: a.example\n\n",
    "one bare LF": b"GET / HTTP/1.1\r\nHost: a.example\nX: y\r\n\r\n",
    "bare CR": head("Host: a.example", "X: a\rb"),
    "NUL in value": head("Host: a.example", "X: a\x00b"),
    "NUL in name": head("Host: a.example", "X\x00: b"),
    "control character": head("Host: a.example", "X: a\x0bb"),
    "folded line": head("Host: a.example", " folded: yes"),
    "space before colon": head("Host : a.example"),
    "no colon": head("Host: a.example", "junk"),
    "empty name": head("Host: a.example", ": x"),
    "no Host": head(),
    "two Hosts": head("Host: a.example", "Host: a.example"),
    "two Hosts, other case": head("Host: a.example", "HOST: b.example"),
    "Host list": head("Host: a.example, b.example"),
    "Host with userinfo": head("Host: u@a.example"),
    "two spaces": head("Host: a.example", start="GET  / HTTP/1.1"),
    "tab": head("Host: a.example", start="GET\t/ HTTP/1.1"),
    "HTTP/1.9": head("Host: a.example", start="GET / HTTP/1.9"),
    "HTTP/2.0": head("Host: a.example", start="GET / HTTP/2.0"),
    "http/1.1": head("Host: a.example", start="GET / http/1.1"),
    "HTTP/0.9": head("Host: a.example", start="GET /"),
    "space in target": head("Host: a.example", start="GET /a b HTTP/1.1"),
    "high byte in target": head("Host: a.example", start="GET /\xe9 HTTP/1.1"),
    "CL and TE": head("Host: a.example", "Content-Length: 5", "Transfer-Encoding: chunked"),
    "two CL": head("Host: a.example", "Content-Length: 5", "Content-Length: 5"),
    "CL list": head("Host: a.example", "Content-Length: 5, 5"),
    "CL +": head("Host: a.example", "Content-Length: +5"),
    "CL leading zero": head("Host: a.example", "Content-Length: 05"),
    "CL hex": head("Host: a.example", "Content-Length: 0x5"),
    "CL empty": head("Host: a.example", "Content-Length:"),
    "CL underscore": head("Host: a.example", "Content-Length: 1_0"),
    "TE twice": head("Host: a.example", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    "TE gzip": head("Host: a.example", "Transfer-Encoding: gzip, chunked"),
    "TE identity": head("Host: a.example", "Transfer-Encoding: identity"),
    "TE xchunked": head("Host: a.example", "Transfer-Encoding: xchunked"),
    "TE on 1.0": head("Host: a.example", "Transfer-Encoding: chunked", start="POST / HTTP/1.0"),
    "Connection takes Content-Encoding": head(
        "Host: a.example", "Connection: Content-Encoding", "Content-Encoding: gzip"
    ),
    "Connection takes what is not there": head("Host: a.example", "Connection: X-Absent"),
    "Connection takes Host": head("Host: a.example", "Connection: close, Host"),
    "Upgrade foo": head("Host: a.example", "Upgrade: foo", "Connection: Upgrade"),
    "Upgrade list": head("Host: a.example", "Upgrade: websocket, foo", "Connection: Upgrade"),
    "fragment": head("Host: a.example", start="GET /v1#x HTTP/1.1"),
    "fragment in an absolute target": head("Host: a.example", start="GET http://a.example/#x HTTP/1.1"),
    "fragment alone": head("Host: a.example", start="GET #x HTTP/1.1"),
    "CONNECT with CL": head("Host: a.example", "Content-Length: 2", start="CONNECT a.example:443 HTTP/1.1"),
    "CONNECT with TE": head("Host: a.example", "Transfer-Encoding: chunked", start="CONNECT a.example:443 HTTP/1.1"),
    "too large": head("Host: a.example", "X: " + "a" * LIMIT),
}


@pytest.mark.parametrize("data", GOOD)
def test_what_clients_send_is_read(data: bytes) -> None:
    assert malformed(data) is None


@pytest.mark.parametrize("name", BAD)
def test_what_could_smuggle_is_refused(name: str) -> None:
    assert malformed(BAD[name])


def test_the_end_of_a_head_is_found_however_it_is_spelt() -> None:
    assert head_end(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nbody") == 27
    assert head_end(b"GET / HTTP/1.1\nHost: a\n\nbody") == 24
    assert head_end(b"GET / HTTP/1.1\r\nHost: a\r\n") == -1


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK", b"HTTP/1.0 404", b"HTTP/1.1 101 Switching Protocols"])
def test_a_final_answer_is_read(line: bytes) -> None:
    assert not malformed_answer([line, b"X: \xe9\x01"])
    assert not interim([line])


def test_an_interim_answer_is_known_by_its_status() -> None:
    assert all(interim([b"HTTP/1.1 %d Word" % status]) for status in (100, 102, 103, 199))
    assert not malformed_answer([b"HTTP/1.1 103 Early Hints"])


@pytest.mark.parametrize(
    "lines",
    [
        [b"HTTP/1.1 099 X"],
        [b"HTTP/1.1 2000 X"],
        [b"HTTP/1.1 +20 X"],
        [b"HTTP/2.0 200 OK"],
        [b"junk"],
        [b"HTTP/1.1 200 a\0b"],
        [b"HTTP/1.1 200 OK", b"X: a\rb"],
        [b"HTTP/1.1 200 OK", b"X: a\0b"],
    ],
)
def test_an_answer_that_could_be_misread_is_not(lines: list[bytes]) -> None:
    assert malformed_answer(lines)


FIELDS = [(b":method", b"POST"), (b":scheme", b"https"), (b":authority", b"a.example"), (b":path", b"/v1?x=1")]
BAD_FIELDS = {
    "control character": [*FIELDS, (b"x", b"a\x01")],
    "no method": FIELDS[1:],
    "method of two words": [(b":method", b"GET /"), *FIELDS[1:]],
    "scheme http": [*FIELDS, (b":scheme", b"http")],
    "path without slash": [*FIELDS, (b":path", b"v1")],
    "path with space": [*FIELDS, (b":path", b"/v1 HTTP/1.1")],
    "path with fragment": [*FIELDS, (b":path", b"/v1#x")],
    "star": [*FIELDS, (b":path", b"*")],
    "empty authority": [*FIELDS, (b":authority", b"")],
    "a length without a body": [*FIELDS, (b"content-length", b"5")],
}


def test_the_fields_of_an_http2_request_are_read() -> None:
    assert malformed_fields(FIELDS, ended=True) is None
    assert malformed_fields([(b":method", b"OPTIONS"), *FIELDS[1:3], (b":path", b"*")], ended=True) is None
    assert malformed_fields([*FIELDS, (b"content-length", b"5")], ended=False) is None
    assert malformed_fields([FIELDS[0], FIELDS[1], FIELDS[3], (b"host", b"a.example")], ended=True) is None


@pytest.mark.parametrize("name", BAD_FIELDS)
def test_fields_that_could_smuggle_are_refused(name: str) -> None:
    assert malformed_fields(BAD_FIELDS[name], ended=True)


def test_a_wrong_first_line_is_known_before_the_head_is_whole() -> None:
    assert malformed_start(b"SSH-2.0-OpenSSH_9.9 x\r\n")
    assert malformed_start(b"GET /\n")
    assert malformed_start(b"GET / HTTP/1.1\r\nHost:") is None
    assert malformed_start(b"GET / HTTP") is None


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    malformed(data + b"\r\n\r\n")
    malformed_start(data)
    malformed_fields([(data, data)], ended=False)
