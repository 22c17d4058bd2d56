"""What a worker holds is bounded by what is in flight, whoever is slow and whatever was carried before."""

from __future__ import annotations

from .harness.clients import curl
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.h2client import RawH2
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.world import World
from .test_bodies import CONTENT

HOST = b"governed.example"


def ready(fleet: Fleet) -> Quarterdeck:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, limits={"drain": 1})
    assert curl(mine, "https://governed.example/page").status == 200
    return mine


def test_answers_that_an_http2_client_does_not_take_are_left_at_the_origin(fleet: Fleet, internet: World) -> None:
    mine = ready(fleet)
    before = mine.resident()
    with RawClient(mine.address, patience=60) as client:
        client.connect(HOST + b":443")
        client.start_tls(HOST, (b"h2",))
        connection = RawH2(client, window=0)
        fields = ((b":method", b"GET"), (b":scheme", b"https"), (b":authority", HOST))
        # At once: a client that takes no answer is not listened to any longer, either.
        connection.ask([(*fields, (b":path", b"/big/%d" % (50_000_000 + number))) for number in range(4)])
        asked = {f"/big/{50_000_000 + number}" for number in range(4)}
        until(lambda: {one.path for one in internet.origins["plain"].requests} >= asked, "all to be asked for", 20)
        until(mine.settled, "the worker to have nothing more to do", 30)
        assert mine.resident() - before < 80_000_000


def test_what_closed_connections_have_carried_is_given_back(fleet: Fleet, internet: World) -> None:
    mine = ready(fleet)
    before = mine.resident()
    body = b'{"model": "allowed-1", "messages": [], "more": "%b"}' % (b"a" * 10_000_000)
    request = b"POST /upload HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    for whole in [True] * 30 + [False] * 30:
        with RawClient(mine.address, patience=60) as client:
            client.connect(HOST + b":443")
            client.start_tls(HOST)
            client.send(request % (HOST, len(body)) + (body if whole else body[:-10]))
            if whole:
                assert client.reply().status == 200
        internet.origins["plain"].connections.clear()
    assert mine.resident() - before < 250_000_000


def test_a_held_upload_is_not_in_memory(fleet: Fleet, internet: World) -> None:
    """Neither while it comes nor while it is read nor while it goes on to an origin that is slow to take it."""
    rules = CONTENT.replace("action: block", "action: monitor")
    limits = {"drain": 1, "min_free": 0, "memory_body": "16MB"}
    mine = fleet(rules={"content.yaml": rules}, fresh=True, limits=limits)
    size, host = 120_000_000, b"h1.governed.example"
    block = b"nothing to see here, and nothing there.\n" * 25_000
    before = 0
    for amount in (20_000_000, size):
        with RawClient(mine.address, patience=100) as client:
            client.connect(host + b":443")
            client.start_tls(host)
            client.send(b"POST /upload HTTP/1.1\r\nHost: %b\r\nContent-Type: text/plain\r\n" % host)
            client.send(b"Content-Length: %d\r\n\r\n" % amount)
            before = before or mine.resident()
            for _ in range(amount // len(block)):
                client.send(block)
            assert client.reply().status == 200
        internet.origins["plain"].connections.clear()
    assert mine.resident() - before < 64_000_000
