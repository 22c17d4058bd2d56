"""One regression test for each trap of DESIGN section 6 that the enforcing proxy touches, named after it.

Where the guard is proven elsewhere, this table says so:

| trap | what bites | where it is tested |
|---|---|---|
| 1 | an exception in a hook fails open | here |
| 2 | a broken policy file unloads the policy | here, and test_reload.py |
| 3 | `b""` in a stream ends the body early; the rest is a smuggled request | here |
| 4 | a refused upload has already been forwarded in part | here |
| 5 | raw bytes in CONNECT; a chosen SNI escapes inspection | here; tests/evasion rows E01, E19 to E21 |
| 6 | a refusal waits for the whole body, and the body is kept without bound | here |
| 7 | a stream of events is kept back | here, and test_streams.py |
| 8 | WebSocket messages are kept for ever | here |
| 9 | trailers hang the client | here |
| 10 | SIGTERM cuts what is in flight | here, and test_lifecycle.py |
| 11 | anybody may connect | here |
| 12 | what CONNECT said is lost to the requests inside | here; tests/evasion row E01 |
| 13 | uvloop 0.23 does not start | pyproject.toml pins it; every test here starts a worker |
| 14 | leaf certificates use the CA's own key | here; tests/proxy/test_leaf.py |
| 15 | CONNECT :53 is relayed as DNS; raw bytes behind ALPN and 101 | here; tests/evasion rows E17, E21, E23 |
| 16 | decoding has no limit and hides its failures | here |
| 17 | an origin that demands a client certificate hangs the client | here; test_upstream_tls.py |
"""

from __future__ import annotations

import gzip
import json
import signal
import threading
from pathlib import Path

import pytest
from cryptography import x509

from .harness.clients import Curled, curl, httpx_client, websocket
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import BANNED, GOVERNED, UNLISTED
from .harness.policy import PACKS, RULES
from .harness.process import accepts
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import Ended, RawClient
from .harness.world import World, bad_tls

CHAT = b"/v1/chat/completions"


def tls_client(quarterdeck: Quarterdeck, host: str, source: str | None = None, patience: float = 15.0) -> RawClient:
    client = RawClient(quarterdeck.address, source, patience)
    client.connect(f"{host}:443")
    client.start_tls(host.encode())
    return client


def head(host: str, lines: bytes, path: bytes = CHAT, method: bytes = b"POST") -> bytes:
    return b"%b %b HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n%b\r\n" % (
        method,
        path,
        host.encode(),
        lines,
    )


_BOMB = """\
import quarterdeck.engine as engine

_reading = engine.reading


def reading(exchange, policy, kit):
    if "explode" in exchange.path:
        raise RuntimeError("a fault that a test has planted")
    return _reading(exchange, policy, kit)


engine.reading = reading
"""


def test_trap_01_a_fault_in_a_hook_refuses(fleet: Fleet, internet: World, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_BOMB)
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, prefix=("env", f"PYTHONPATH={tmp_path}"))
    before = len(internet.origins["plain"].requests)
    got = curl(mine, "https://governed.example/explode")
    assert got.status == 502, got
    assert "error=proxy_internal_error" in got.headers["proxy-status"]
    assert got.headers["quarterdeck-incident"]
    assert len(internet.origins["plain"].requests) == before
    assert curl(mine, "https://governed.example/page").status == 200
    assert curl(mine, f"https://{BANNED}/").status == 403


_TLS_BOMB = """\
from mitmproxy.addons.tlsconfig import TlsConfig

_start = TlsConfig.tls_start_server


def start(self, data):
    if data.context.server.address[0] == "governed.example":
        raise RuntimeError("a fault that a test has planted")
    _start(self, data)


TlsConfig.tls_start_server = start
"""


def test_trap_01_a_fault_in_setting_up_tls_is_no_hang(fleet: Fleet, internet: World, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_TLS_BOMB)
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, prefix=("env", f"PYTHONPATH={tmp_path}"))
    before = len(internet.origins["plain"].requests)
    got = curl(mine, "https://governed.example/page", "-m", "8")
    assert (got.code, got.status) == (0, 502)
    assert len(internet.origins["plain"].requests) == before


def test_trap_02_a_broken_file_unloads_nothing(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True)
    (mine.rules / "e2e.yaml").write_text("policy: e2e\nban: {")
    mine.signal(signal.SIGHUP)
    mine.wait_record(lambda line: line["event"] == "policy" and line["outcome"] == "refused", "the refusal of the file")
    assert curl(mine, "http://www.banned.example/").status == 403
    assert curl(mine, f"https://{BANNED}/").status == 403


def test_trap_03_a_streamed_body_is_one_request(fleet: Fleet, internet: World) -> None:
    """More than is kept, in chunks of many sizes: the origin sees one request with the whole body."""
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits={"memory_body": "20kB", "drain": 2})
    pieces = [b"x" * size for size in (1, 7, 20_000, 1, 40_000, 2, 100_000)]
    origin = internet.origins["plain"]
    before = len(origin.requests)
    with httpx_client(mine) as client:
        got = client.post("https://h1.governed.example/upload", content=iter(pieces))
    assert got.status_code == 200, got.text
    assert got.json()["length"] == sum(map(len, pieces))
    assert len(origin.requests) == before + 1


def test_trap_04_a_refused_upload_forwards_nothing(fleet: Fleet, internet: World) -> None:
    """A body past the limit is opaque; for a governed model that is a refusal, and not a byte has gone out."""
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits={"memory_body": "20kB", "drain": 2})
    origin = internet.origins["ai"]
    before = len(origin.requests)
    canary = b"not-a-byte-of-this"
    body = b'{"model": "forbidden-1", "messages": [{"role": "user", "content": "' + canary + b"x" * 300_000 + b'"}]}'
    with httpx_client(mine) as client:
        got = client.post(
            f"https://{GOVERNED}/v1/chat/completions", content=body, headers={"content-type": "application/json"}
        )
    assert got.status_code == 403
    mine.record_of(got.headers["quarterdeck-incident"])
    assert len(origin.requests) == before
    assert not origin.saw(canary)


@pytest.mark.parametrize("sni", ["bank.example", "bank.example.chat.deepseek.com", "www.bank.example"])
def test_trap_05_a_chosen_sni_does_not_escape(fleet: Fleet, internet: World, sni: str) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, inspect="all", never_inspect={"hosts": ["bank.example"]})
    before = len(internet.origins["banned"].requests)
    with RawClient(mine.address) as client:
        client.connect(f"{BANNED}:443")
        try:
            client.start_tls(sni.encode())
            client.send(b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % sni.encode())
            reply = client.reply()
            assert reply.status >= 400
            assert reply.header("x-origin") is None
        except Ended:
            pass
    assert len(internet.origins["banned"].requests) == before


def test_trap_05_raw_bytes_in_a_tunnel_to_a_governed_host(shared: Quarterdeck, internet: World) -> None:
    with RawClient(shared.address) as client:
        client.connect(f"{GOVERNED}:443")
        client.send(b"\x00\x01raw-bytes-of-trap-5\r\n\r\n")
        client.finish()
        client.rest()
    assert not internet.origins["ai"].saw(b"raw-bytes-of-trap-5")


def test_trap_06_a_refusal_does_not_wait_for_the_body(shared: Quarterdeck) -> None:
    """Only the head is sent, with the promise of 50 MB. The host is banned: the answer is there at once."""
    with tls_client(shared, BANNED) as client:
        client.send(head(BANNED, b"Content-Length: 50000000\r\n"))
        client.send(b"x" * 1000)
        assert client.reply().status in (400, 403)


def test_trap_06_a_big_upload_is_not_kept(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, limits={"memory_body": "1MB", "drain": 2})
    assert curl(mine, "https://governed.example/page").status == 200
    before, size = mine.resident(), 150_000_000
    with tls_client(mine, "h1.governed.example", patience=60) as client:
        client.send(head("h1.governed.example", b"Content-Length: %d\r\n" % size, b"/upload"))
        block = bytes(1_000_000)
        for _ in range(size // len(block)):
            client.send(block)
        assert client.reply().status == 200
    assert mine.resident() - before < 60_000_000


def test_trap_07_events_are_not_kept_back(shared: Quarterdeck, internet: World) -> None:
    with tls_client(shared, "h1.governed.example") as client:
        client.send(head("h1.governed.example", b"X-Gate: trap-7\r\n", b"/sse", b"GET"))
        assert client.head().status == 200
        assert b"data: 0" in client.until(b"\n\n")
        assert not internet.origins["plain"].gates["trap-7"].is_set()
        internet.origins["plain"].gates["trap-7"].set()
        client.until(b"data: 2\n\n")


def test_trap_08_websocket_messages_are_not_kept(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True)
    text = json.dumps({"type": "session.update", "session": {"model": "allowed-1", "instructions": "x" * 100_000}})
    with websocket(mine, f"wss://{GOVERNED}/v1/realtime?model=allowed-1") as client:
        for _ in range(20):
            client.send(text)
            client.recv(10)
        before = mine.resident()
        for _ in range(300):
            client.send(text)
            client.recv(10)
    assert mine.resident() - before < 25_000_000


@pytest.mark.parametrize("host", ["h1.governed.example", UNLISTED], ids=["governed", "ungoverned"])
def test_trap_09_trailers_of_an_answer_do_not_hang(shared: Quarterdeck, host: str) -> None:
    """The body arrives; the trailers may be passed on or left out."""
    with RawClient(shared.address, patience=10) as client:
        client.send(
            b"GET http://%b/trailers HTTP/1.1\r\nHost: %b\r\nTE: trailers\r\n\r\n" % (host.encode(), host.encode())
        )
        reply = client.reply()
    assert reply.status == 200
    assert reply.body == b"with trailers"
    assert b"abc" in reply.trailers or reply.trailers == b""


def test_trap_09_trailers_of_a_request_do_not_hang(shared: Quarterdeck) -> None:
    with tls_client(shared, "h1.governed.example") as client:
        client.send(head("h1.governed.example", b"Transfer-Encoding: chunked\r\n", b"/upload"))
        client.send(b"5\r\nhello\r\n0\r\nX-Checksum: abc\r\n\r\n")
        reply = client.reply()
    assert reply.status in (200, 400, 403)


def test_trap_09_trailers_of_an_h2_answer(shared: Quarterdeck) -> None:
    with httpx_client(shared, http2=True) as client:
        got = client.get("https://governed.example/trailers")
    assert got.text == "with trailers"


def test_trap_10_sigterm_lets_an_answer_end(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, workers=2, limits={"drain": 20})
    gates = internet.origins["plain"].gates
    got: list[Curled] = []
    asking = threading.Thread(target=lambda: got.append(curl(mine, "https://governed.example/gate/trap-10")))
    asking.start()
    assert gates["trap-10:reached"].wait(15)
    mine.signal(signal.SIGTERM)
    until(lambda: not accepts(mine.address), "new connections to be refused", 10)
    gates["trap-10"].set()
    asking.join(20)
    assert got[0].status == 200


def test_trap_11_strangers_are_dropped(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, clients={"allow": ["127.0.0.1/32"]})
    assert curl(mine, "https://governed.example/page").status == 200
    with RawClient(mine.address, "127.0.0.9") as client:
        client.send(b"GET http://%b/page HTTP/1.1\r\nHost: %b\r\n\r\n" % (UNLISTED.encode(), UNLISTED.encode()))
        assert b" 200 " not in client.rest()
    mine.wait_record(lambda line: line.get("client") == "127.0.0.9", "the record of the stranger")


def test_trap_12_each_connection_keeps_its_own_target(shared: Quarterdeck) -> None:
    """Two tunnels opened in turn and used crosswise: each request is held against its own CONNECT."""
    with RawClient(shared.address) as first, RawClient(shared.address) as second:
        first.connect("h1.governed.example:443")
        second.connect(f"{GOVERNED}:443")
        second.start_tls(GOVERNED.encode())
        first.start_tls(b"h1.governed.example")
        first.send(head(GOVERNED, b"Content-Length: 0\r\n", b"/echo"))
        second.send(head("h1.governed.example", b"Content-Length: 0\r\n", b"/echo"))
        for client in (first, second):
            reply = client.reply()
            assert reply.status >= 400
            assert reply.header("x-origin") is None


def test_trap_14_a_leaf_has_a_key_of_its_own(shared: Quarterdeck) -> None:
    authority = x509.load_pem_x509_certificate(shared.ca.read_bytes())
    keys = set()
    for host in (GOVERNED, "governed.example"):
        with tls_client(shared, host) as client:
            assert client.tls is not None
            leaf = client.tls.connection.get_peer_certificate()
            assert leaf is not None
            keys.add(leaf.to_cryptography().public_key().public_numbers())
            leaf.to_cryptography().verify_directly_issued_by(authority)
    assert authority.public_key().public_numbers() not in keys  # type: ignore[union-attr]


@pytest.mark.parametrize("host", [GOVERNED, BANNED, UNLISTED])
def test_trap_15_port_53_is_no_way_out(shared: Quarterdeck, internet: World, host: str) -> None:
    name = b"trap-15-by-dns"
    question = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + bytes([len(name)]) + name + b"\x00\x00\x01\x00\x01"
    with RawClient(shared.address) as client:
        if client.connect(f"{host}:53").status == 200:
            client.send(len(question).to_bytes(2) + question)
            client.finish()
            client.rest()
    assert internet.saw(name) == []


def test_trap_16_a_decompression_bomb_is_refused_and_costs_little(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True)
    assert curl(mine, "https://governed.example/page").status == 200
    before = mine.resident()
    bomb = gzip.compress(b'{"model": "allowed-1", "p": "' + bytes(400_000_000) + b'"}', 9)
    requests = len(internet.origins["ai"].requests)
    with httpx_client(mine) as client:
        got = client.post(
            f"https://{GOVERNED}/v1/chat/completions",
            content=bomb,
            headers={"content-type": "application/json", "content-encoding": "gzip"},
        )
    assert got.status_code == 403, got.text
    assert len(internet.origins["ai"].requests) == requests
    assert mine.resident() - before < 150_000_000


@pytest.mark.parametrize("coding", ["x-unknown", "compress", "aws-chunked", "gzip, gzip", "gzip;q=1", "identity, foo"])
def test_trap_16_a_coding_that_is_not_undone_is_known_to_be(shared: Quarterdeck, coding: str) -> None:
    body = b'{"model": "forbidden-1", "messages": []}'
    with httpx_client(shared) as client:
        got = client.post(
            f"https://{GOVERNED}/v1/chat/completions",
            content=body,
            headers={"content-type": "application/json", "content-encoding": coding},
        )
    assert got.status_code == 403


def test_trap_17_a_demand_for_a_client_certificate_is_no_hang(shared: Quarterdeck) -> None:
    got = curl(shared, f"https://{bad_tls('demands-client')}/page", "-m", "8")
    assert (got.code, got.status) == (0, 502)


def test_workers_run_without_asserts(shared: Quarterdeck) -> None:
    told = json.loads((shared.state / "status" / "supervisor.json").read_bytes())
    for pid in told["workers"].values():
        assert b"-O" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
