"""An answer that breaks the rules of HTTP ends in a 502 with an incident, and nothing of it is kept or shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .harness import policy
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import Ended, RawClient, Reply
from .harness.scripted import Script, Scripted, endless, saying, silence
from .harness.world import World
from .harness.written import files_in

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(scope="module")
def origin(world: World) -> Iterator[Scripted]:
    scripted = Scripted(world, "scripted.governed.example")
    yield scripted
    scripted.close()


@pytest.fixture
def proxy(fleet: Fleet, internet: World, origin: Scripted) -> Quarterdeck:
    """The proxy that all tests here share."""
    return fleet(rules={"e2e.yaml": policy.RULES}, packs=policy.PACKS)


def ask(proxy: Quarterdeck, origin: Scripted, script: Script, headers: str = "") -> Reply:
    with RawClient(proxy.address) as client:
        client.send(origin.request(script, headers))
        return client.reply()


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n" * 3,
    ],
    ids=["100", "103", "three-102"],
)
def test_an_interim_answer_is_passed_over(proxy: Quarterdeck, origin: Scripted, interim: bytes) -> None:
    got = ask(proxy, origin, saying(interim + OK))
    assert (got.status, got.body) == (200, b"ok")


def test_a_folded_header_is_one_line_for_the_client(proxy: Quarterdeck, origin: Scripted) -> None:
    got = ask(proxy, origin, saying(b"HTTP/1.1 200 OK\r\nX-Old: a\r\n\tb\r\nContent-Length: 2\r\n\r\nok"))
    assert (got.header("x-old"), got.body) == ("a b", b"ok")


BAD = {
    "NUL in a value": b"HTTP/1.1 200 OK\r\nX: SECRET\0x\r\nContent-Length: 2\r\n\r\nok",
    "CR in a value": b"HTTP/1.1 200 OK\r\nX: SECRET\rSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok",
    "space before colon": b"HTTP/1.1 200 OK\r\nSECRET : x\r\nContent-Length: 2\r\n\r\nok",
    "no colon": b"HTTP/1.1 200 OK\r\nSECRET\r\n\r\n",
    "not HTTP": b"SECRET not HTTP at all\r\n\r\n",
    "HTTP/0.9": b"<html>SECRET",
    "half a head": b"HTTP/1.1 200 OK\r\nX: SECRET",
    "status of two digits": b"HTTP/1.1 099 SECRET\r\nContent-Length: 2\r\n\r\nok",
    "status of four digits": b"HTTP/1.1 2000 SECRET\r\nContent-Length: 2\r\n\r\nok",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nSECRET",
    "length and coding": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: SECRET\r\n\r\nok",
    "nothing": b"",
}
ENDLESS = {
    "header line": endless(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 65536),
    "headers": endless(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n" * 1000),
}


def told(proxy: Quarterdeck, got: Reply) -> None:
    """The client has a notice with the incident, whose failure is in the deck log; none of the answer's bytes are."""
    assert got.status == 502
    assert b"SECRET" not in got.body
    assert got.incident is not None
    proxy.record_of(got.incident)
    proxy.wait_record(lambda line: line["incident"] == got.incident and line["outcome"] == "failed", "the failure")
    assert [path for path, data in files_in(proxy.folder) if b"SECRET" in data] == []


@pytest.mark.parametrize("name", BAD)
def test_a_broken_answer_is_a_502(proxy: Quarterdeck, origin: Scripted, name: str) -> None:
    told(proxy, ask(proxy, origin, saying(BAD[name])))


@pytest.mark.parametrize("name", ENDLESS)
def test_a_head_without_end_is_a_502(proxy: Quarterdeck, origin: Scripted, name: str) -> None:
    told(proxy, ask(proxy, origin, ENDLESS[name]))


def test_a_flood_of_requests_behind_a_silent_origin_is_cut_off(
    proxy: Quarterdeck, origin: Scripted, source: str
) -> None:
    with RawClient(proxy.address, source) as client:
        client.send(origin.request(silence))
        client.send(b"GET http://www.banned.example/ HTTP/1.1\r\nHost: www.banned.example\r\n\r\n" * 20_000)
        assert client.rest() == b""
    line = proxy.wait_record(
        lambda line: line.get("client") == source and line["event"] == "connection", "the record of the cut"
    )
    assert (line["outcome"], line["reason"]) == ("refused", "the client sent too much before it had its answer")


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "script",
    [
        saying(CHUNKED + b"SECRET\r\n"),
        saying(CHUNKED + b"2\r\nokSECRET\r\n"),
        endless(CHUNKED + b"2;", b"a" * 65536),
        endless(CHUNKED + b"2\r\nok\r\n0\r\n", b"X: a\r\n" * 1000),
    ],
    ids=["no size", "too long a chunk", "endless extension", "endless trailers"],
)
def test_a_broken_body_breaks_off(proxy: Quarterdeck, origin: Scripted, source: str, script: Script) -> None:
    with RawClient(proxy.address, source) as client:
        client.send(origin.request(script))
        with pytest.raises(Ended):
            client.reply()
    (decision,) = proxy.from_client(source)
    ended = proxy.wait_record(
        lambda line: line["incident"] == decision["incident"] and line["event"] == "outcome", "how it ended"
    )
    assert ended["outcome"] == "failed"
    assert "SECRET" not in ended["reason"]


KEPT = """\
policy: kept
owner: security@example.org
detectors: [{id: custom.k, regex: KEYWORD, hits: [KEYWORD], misses: [x]}]
rules:
  - {id: r, match: {host: scripted.governed.example, direction: answer, content: custom.k}, action: block}
"""


def test_an_answer_that_breaks_off_while_it_is_kept_is_a_502(fleet: Fleet, internet: World, origin: Scripted) -> None:
    proxy = fleet(rules={"kept.yaml": KEPT})
    told(proxy, ask(proxy, origin, saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nSECRET")))
    assert ask(proxy, origin, saying(OK)).body == b"ok"
