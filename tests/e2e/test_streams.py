"""Answers pass as they come: an event that the origin has sent is with the client before the next one is sent."""

from __future__ import annotations

import hashlib

import pytest

from .harness.clients import curl, httpx_client, openai_client
from .harness.names import GOVERNED
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.world import World

ASK = [{"role": "user", "content": "a question"}]


def test_the_openai_sdk_sees_the_first_chunk_before_the_last_is_sent(shared: Quarterdeck, internet: World) -> None:
    gates = internet.origins["ai"].gates
    stream = openai_client(shared).chat.completions.create(
        model="gpt-4o", messages=ASK, stream=True, extra_headers={"x-gate": "sdk-stream"}
    )
    chunks = iter(stream)
    assert next(chunks).choices[0].delta.content == "one"
    assert not gates["sdk-stream"].is_set()
    assert [mark for mark, _ in gates.marks if mark.startswith("sdk-stream")] == ["sdk-stream:0"]
    gates["sdk-stream"].set()
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["two", "three"]


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
def test_events_pass_at_once(shared: Quarterdeck, internet: World, http2: bool) -> None:
    gate = f"sse-{http2}"
    with (
        httpx_client(shared, http2=http2) as client,
        client.stream("GET", "https://governed.example/sse", headers={"x-gate": gate}) as answer,
    ):
        pieces = answer.iter_raw()
        assert next(pieces).startswith(b"data: 0\n\n")
        internet.origins["plain"].gates[gate].set()
        assert b"".join(pieces) == b"data: 1\n\ndata: 2\n\n"


def test_events_pass_at_once_from_an_http1_origin_to_an_h2_client(shared: Quarterdeck, internet: World) -> None:
    with (
        httpx_client(shared, http2=True) as client,
        client.stream("GET", "https://h1.governed.example/sse", headers={"x-gate": "sse-mixed"}) as answer,
    ):
        assert answer.http_version == "HTTP/2"
        pieces = answer.iter_raw()
        assert next(pieces).startswith(b"data: 0\n\n")
        internet.origins["plain"].gates["sse-mixed"].set()
        assert b"".join(pieces) == b"data: 1\n\ndata: 2\n\n"


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
def test_a_big_answer_arrives_whole(shared: Quarterdeck, http2: bool) -> None:
    size = 20_000_000
    with httpx_client(shared, http2=http2) as client:
        got = client.get(f"https://governed.example/big/{size}")
    block = bytes(range(256)) * 256
    assert len(got.content) == size
    assert hashlib.sha256(got.content).digest() == hashlib.sha256((block * (size // len(block) + 1))[:size]).digest()


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
@pytest.mark.parametrize("size", [0, 1, 100_000, 20_000_000])
def test_an_upload_arrives_whole(shared: Quarterdeck, size: int, http2: bool) -> None:
    with httpx_client(shared, http2=http2) as client:
        got = client.post("https://governed.example/upload", content=bytes(size))
    assert got.status_code == 200
    assert got.json()["length"] == size


def test_a_chunked_upload_arrives_whole(shared: Quarterdeck) -> None:
    with httpx_client(shared) as client:
        got = client.post("https://governed.example/upload", content=(b"x" * 1000 for _ in range(50)))
    assert got.json()["length"] == 50_000


def test_an_upload_that_waits_for_100_continue(shared: Quarterdeck) -> None:
    got = curl(shared, "https://h1.governed.example/upload", "-H", "Expect: 100-continue", "--data-binary", "x" * 5000)
    assert '"length": 5000' in got.body


def test_requests_share_a_connection(shared: Quarterdeck, source: str) -> None:
    with RawClient(shared.address, source) as client:
        client.connect(f"{GOVERNED}:443")
        client.start_tls(GOVERNED.encode())
        for number in range(5):
            client.patience()
            client.send(b"GET /echo/%d HTTP/1.1\r\nHost: %b\r\n\r\n" % (number, GOVERNED.encode()))
            assert b"/echo/%d" % number in client.reply().body


def test_an_http2_origin_is_spoken_to_in_http2(shared: Quarterdeck) -> None:
    with httpx_client(shared, http2=True) as client:
        got = client.get("https://governed.example/echo")
    assert got.json()["protocol"] == "h2"


def test_many_streams_of_one_h2_connection(shared: Quarterdeck) -> None:
    with httpx_client(shared, http2=True) as client:
        got = [client.get(f"https://governed.example/echo/{number}").json()["target"] for number in range(20)]
    assert got == [f"/echo/{number}" for number in range(20)]
