"""A refusal is a whole, well-formed response, with what every refusal carries, and nothing of the request goes on."""

from __future__ import annotations

import h11
import pytest

from quarterdeck.proxy.enforce import Answer, answer, plain_refusal, raw_refusal, refusal_headers
from tests.proxy.deck import asked


def test_an_answer_keeps_its_headers_in_order_and_says_its_length():
    flow = asked()
    answer(flow, Answer(403, (("B", "1"), ("A", "2"), ("B", "3")), "é".encode()))
    assert flow.response.status_code == 403
    assert flow.response.headers.fields == ((b"B", b"1"), (b"A", b"2"), (b"B", b"3"), (b"Content-Length", b"2"))
    assert flow.response.raw_content == "é".encode()


def test_an_answer_to_head_says_the_length_and_has_no_body():
    flow = asked(method="HEAD")
    answer(flow, Answer(403, (), b"why"))
    assert flow.response.raw_content == b""
    assert flow.response.headers["content-length"] == "3"


def test_a_refused_upload_is_neither_streamed_on_nor_asked_for():
    flow = asked(method="POST", expect="100-continue")
    flow.request.stream = True
    answer(flow, Answer(403, (), b""))
    assert flow.request.stream is False
    assert "expect" not in flow.request.headers


def test_a_header_that_latin_1_cannot_hold_is_sent_all_the_same():
    flow = asked()
    answer(flow, Answer(403, (("Note", "\u2603"),), b""))
    assert flow.response.headers["note"] == "?"


def test_every_refusal_names_its_incident_and_who_refused_and_is_not_kept():
    headers = dict(refusal_headers("qd-1", "text/plain"))
    assert headers == {
        "Content-Type": "text/plain",
        "Quarterdeck-Incident": "qd-1",
        "Proxy-Status": "quarterdeck; error=http_request_denied",
        "Cache-Control": "no-store",
    }


@pytest.mark.parametrize(
    ("status", "error"), [(403, b"http_request_denied"), (400, b"http_request_error"), (503, b"http_request_error")]
)
def test_a_refusal_in_bytes_is_read_whole_by_a_strict_client(status: int, error: bytes):
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("host", "a.example")]))
    client.send(h11.EndOfMessage())
    client.receive_data(raw_refusal(status, "the names disagree", "qd-1"))
    head, body, end = client.next_event(), client.next_event(), client.next_event()
    assert head.status_code == status
    assert dict(head.headers)[b"proxy-status"] == b"quarterdeck; error=" + error
    assert bytes(body.data) == b"Refused by Quarterdeck: the names disagree.\nIncident qd-1\n"
    assert isinstance(end, h11.EndOfMessage)
    assert client.their_state is h11.MUST_CLOSE
    assert client.trailing_data == (b"", False)


def test_a_reason_with_line_breaks_stays_in_the_body():
    response = plain_refusal(400, "odd\r\nSet-Cookie: a=b", "qd-1")
    assert "set-cookie" not in response.headers
    assert b"Set-Cookie" in response.raw_content
