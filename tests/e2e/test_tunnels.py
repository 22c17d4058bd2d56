"""What no rule governs is tunnelled, untouched and unread; what is governed is not, however it is addressed."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest

from .harness.clients import curl, httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import BANNED, GOVERNED, TEST_NET, TEST_NET6, UNLISTED
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.scripted import Scripted
from .harness.world import World


@pytest.fixture
def first_origin(world: World) -> Iterator[Scripted]:
    scripted = Scripted(world, "first.unlisted.example")
    yield scripted
    scripted.close()


def issuer(quarterdeck: Quarterdeck, target: str, sni: bytes | None, source: str | None = None) -> str:
    """Who signed what a client is shown."""
    with RawClient(quarterdeck.address, source) as client:
        client.connect(target)
        client.start_tls(sni)
        return client.issuer


def tunnelled(quarterdeck: Quarterdeck) -> int:
    """How many tunnels the workers have counted, as `quarterdeck status` would say."""
    counts = [
        json.loads(path.read_bytes())["counts"].get("tunnelled", 0)
        for path in (quarterdeck.state / "status").glob("worker-*.json")
    ]
    return sum(counts)


def test_an_ungoverned_host_shows_its_own_certificate(shared: Quarterdeck, internet: World) -> None:
    assert issuer(shared, f"{UNLISTED}:443", UNLISTED.encode()) == "Test origin CA"
    with httpx_client(shared, ca=str(internet.authority.path)) as client:
        got = client.get(f"https://{UNLISTED}/page")
    assert got.headers["x-origin"] == "unlisted"
    assert "quarterdeck-incident" not in got.headers


def test_a_tunnel_is_counted_and_not_recorded(shared: Quarterdeck, source: str) -> None:
    before = tunnelled(shared)
    issuer(shared, f"{UNLISTED}:443", UNLISTED.encode(), source)
    until(lambda: tunnelled(shared) > before, "the tunnel to be counted", 15)
    assert shared.from_client(source) == []


def test_a_governed_host_shows_our_certificate(shared: Quarterdeck) -> None:
    assert issuer(shared, f"{GOVERNED}:443", GOVERNED.encode()) != "Test origin CA"


def test_inspect_all_opens_everything_but_what_is_exempt(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(
        rules={"e2e.yaml": RULES}, packs=PACKS, inspect="all", never_inspect={"hosts": ["bank.example", BANNED]}
    )
    assert issuer(quarterdeck, f"{UNLISTED}:443", UNLISTED.encode()) != "Test origin CA"
    assert issuer(quarterdeck, "bank.example:443", b"bank.example") == "Test origin CA"


def test_inspect_all_sees_a_fronted_host(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(
        rules={"e2e.yaml": RULES}, packs=PACKS, inspect="all", never_inspect={"hosts": ["bank.example", BANNED]}
    )
    with RawClient(quarterdeck.address) as client:
        client.connect(f"{UNLISTED}:443")
        client.start_tls(UNLISTED.encode())
        client.send(b"GET / HTTP/1.1\r\nHost: api.deepseek.com\r\n\r\n")
        reply = client.reply()
    assert reply.status >= 400
    assert reply.header("x-origin") is None


def test_an_exemption_from_inspection_is_no_exemption_from_a_ban(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(
        rules={"e2e.yaml": RULES}, packs=PACKS, inspect="all", never_inspect={"hosts": ["bank.example", BANNED]}
    )
    got = curl(quarterdeck, f"https://{BANNED}/")
    assert got.status != 200
    record = quarterdeck.wait_record(lambda line: line.get("host") == BANNED, "the record of the banned host")
    assert record["outcome"] in ("refused", "cut")


@pytest.mark.parametrize("target", [f"{TEST_NET}:443", f"[{TEST_NET6}]:443"])
def test_an_address_that_nothing_governs_is_tunnelled(shared: Quarterdeck, target: str) -> None:
    assert issuer(shared, target, None) == "Test origin CA"


def test_plain_http_to_an_ungoverned_host_passes(shared: Quarterdeck) -> None:
    got = curl(shared, f"http://{UNLISTED}/echo")
    assert got.status == 200
    assert got.headers["x-origin"] == "unlisted"


def test_plain_http_to_an_address_passes(shared: Quarterdeck) -> None:
    got = curl(shared, f"http://{TEST_NET}/echo")
    assert got.headers["x-origin"] == "address"


def test_nothing_is_added_to_what_is_sent(shared: Quarterdeck) -> None:
    """The origin sees the client's own headers, in order, and none of ours."""
    with RawClient(shared.address) as client:
        client.connect("h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"GET /echo HTTP/1.1\r\nX-Zed: 1\r\nhost: h1.governed.example\r\nACCEPT: */*\r\nX-Zed: 2\r\n\r\n")
        headers = json.loads(client.reply().body)["headers"]
    assert headers == [["X-Zed", "1"], ["host", "h1.governed.example"], ["ACCEPT", "*/*"], ["X-Zed", "2"]]


@pytest.mark.parametrize("ending", [b"stray bytes of the first origin", b""], ids=["data", "close"])
def test_an_origin_that_was_asked_before_a_connect_has_no_part_in_the_tunnel(
    first_origin: Scripted, shared: Quarterdeck, ending: bytes
) -> None:
    """Whether it says more or closes: the tunnel of the same client connection goes on, and carries its own bytes."""
    go, done = threading.Event(), threading.Event()

    def script(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        go.wait(20)
        sock.sendall(ending)
        done.set()

    with RawClient(shared.address, patience=15) as client:
        client.send(first_origin.request(script))
        assert client.reply().status == 200
        client.connect(f"{UNLISTED}:443")
        client.start_tls(UNLISTED.encode())
        request = b"GET /page HTTP/1.1\r\nHost: %b\r\n\r\n" % UNLISTED.encode()
        client.send(request)
        assert client.reply().status == 200
        go.set()
        assert done.wait(20)
        for _ in range(20):
            client.send(request)
            assert client.reply().status == 200
