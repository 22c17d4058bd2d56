"""Large uploads: held until they are judged, sent on byte for byte or not at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import random
import signal
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .harness.clients import httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import GOVERNED
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.scripted import Script, Scripted, saying
from .harness.world import World

PIECE = 1 << 20
LIMITS = {"memory_body": "100kB", "min_free": 0, "drain": 1}
SIZE = 5_300_000
HOSTS = {"h2": "governed.example", "http/1.1": "h1.governed.example"}


def noise(size: int = SIZE, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def in_pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 70_001):
        yield data[start : start + 70_001]


def spooled(mine: Quarterdeck) -> int:
    """Bytes in files that have no name and that a worker holds open in its spool."""
    total = 0
    for pid in mine.worker_pids():
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if str(entry.readlink()).startswith(str(mine.state / "spool")):
                    total += entry.stat().st_size
    return total


@pytest.fixture
def holding(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits=LIMITS)


@pytest.mark.parametrize("origin", HOSTS)
@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("http2", [False, True], ids=["from-http1", "from-h2"])
def test_a_held_upload_arrives_as_it_was_sent(
    holding: Quarterdeck, internet: World, origin: str, framing: str, http2: bool
) -> None:
    data = noise()
    plain = internet.origins["plain"]
    before = len(plain.requests)
    with httpx_client(holding, http2=http2) as client:
        content = data if framing == "length" else in_pieces(data)
        got = client.post(f"https://{HOSTS[origin]}/upload", content=content)
    assert got.status_code == 200, got.text
    (request,) = plain.requests[before:]
    assert hashlib.sha256(request.body).digest() == hashlib.sha256(data).digest()
    if framing == "length":
        assert request.header(b"content-length") == str(len(data)).encode()


@pytest.mark.parametrize("size", [1, 50_000])
def test_a_small_body_without_a_length_has_an_end_at_the_origin(
    holding: Quarterdeck, internet: World, size: int
) -> None:
    plain = internet.origins["plain"]
    with httpx_client(holding, http2=True) as client:
        for _ in range(2):
            got = client.post("https://h1.governed.example/upload", content=iter([noise(size)]))
            assert got.json()["length"] == size
    assert plain.requests[-1].body == noise(size)


@pytest.mark.parametrize("origin", HOSTS)
def test_the_origin_hears_nothing_before_the_last_byte(holding: Quarterdeck, internet: World, origin: str) -> None:
    data, host = noise(), HOSTS[origin].encode()
    plain = internet.origins["plain"]
    before = len(plain.connections)
    with RawClient(holding.address, patience=60) as client:
        client.connect(host + b":443")
        client.start_tls(host)
        client.send(b"POST /upload HTTP/1.1\r\nHost: %b\r\nContent-Length: %d\r\n\r\n" % (host, len(data)))
        client.send(data[:-1])
        until(lambda: spooled(holding) >= SIZE // PIECE * PIECE, "the body to be held", 20)
        assert len(plain.connections) == before
        client.send(data[-1:])
        assert client.reply().status == 200
    assert plain.requests[-1].body == data
    until(lambda: spooled(holding) == 0, "the space to be given back", 20)


CONTENT = """\
policy: content
description: What may not be in an upload.
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - id: canary
    match: {host: [governed.example, h1.governed.example], content: {detector: custom.canary}}
    action: block
    reason: The canary may not leave.
"""
METHODS = """\
policy: methods
owner: security@example.org
rules:
  - id: no-deletion
    match: {host: [h1.governed.example], method: DELETE}
    action: block
    reason: Nothing may be deleted.
"""
SECRET = b"CANARY-424242"


@pytest.fixture
def reading(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"content.yaml": CONTENT}, limits=LIMITS)


def prose(size: int = SIZE) -> bytes:
    return (b"nothing to see here, and nothing there\n" * (size // 38))[:size]


def form(text: bytes, kind: bytes = b"text/plain") -> tuple[bytes, dict[str, str]]:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: %b\r\n\r\n' % kind
    field = b'\r\n--edge\r\nContent-Disposition: form-data; name="more"\r\n\r\nsmall\r\n--edge--\r\n'
    return head + text + field, {"content-type": "multipart/form-data; boundary=edge"}


def plain(text: bytes) -> tuple[bytes, dict[str, str]]:
    return text, {"content-type": "text/plain"}


def gzipped(text: bytes) -> tuple[bytes, dict[str, str]]:
    return gzip.compress(text + noise(200_000).hex().encode()), {
        "content-type": "text/plain",
        "content-encoding": "gzip",
    }


def zipped(text: bytes) -> tuple[bytes, dict[str, str]]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("letter.txt", text)
    return archive.getvalue(), {"content-type": "application/zip"}


def zip_in_form(text: bytes) -> tuple[bytes, dict[str, str]]:
    return form(zipped(text)[0], b"application/zip")


SHAPES = {one.__name__: one for one in (form, plain, gzipped, zipped, zip_in_form)}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("host", HOSTS.values())
def test_a_large_upload_is_judged_by_what_it_says(reading: Quarterdeck, internet: World, shape: str, host: str) -> None:
    origin = internet.origins["plain"]
    with httpx_client(reading) as client:
        before = len(origin.requests)
        content, headers = SHAPES[shape](prose() + b" " + SECRET)
        assert len(content) > 100_000
        got = client.post(f"https://{host}/upload", content=content, headers=headers)
        assert got.status_code == 403, got.text
        assert len(origin.requests) == before
        line = reading.record_of(got.headers["quarterdeck-incident"])
        assert (line["reason"], line["coverage"]) == ("The canary may not leave.", "whole")

        content, headers = SHAPES[shape](prose() + b" CANARY-unknown")
        got = client.post(f"https://{host}/upload", content=content, headers=headers)
        assert got.status_code == 200, got.text
    assert origin.requests[-1].body == content


def test_e89_a_secret_in_the_last_byte_of_a_large_body(reading: Quarterdeck, internet: World) -> None:
    origin = internet.origins["plain"]
    before = len(origin.connections)
    text = prose() + SECRET
    with RawClient(reading.address, patience=60) as client:
        client.connect(b"h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"POST /upload HTTP/1.1\r\nHost: h1.governed.example\r\nContent-Type: text/plain\r\n")
        client.send(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        assert client.reply().status == 403
    assert len(origin.connections) == before


@pytest.mark.parametrize("kind", ["application/json", ""])
def test_a_document_too_large_to_be_parsed_is_opaque(reading: Quarterdeck, internet: World, kind: str) -> None:
    content = b'{"note": "' + prose() + b'"}'
    with httpx_client(reading) as client:
        headers = {"content-type": kind} if kind else {}
        got = client.post("https://governed.example/upload", content=content, headers=headers)
    assert got.status_code == 403
    assert reading.record_of(got.headers["quarterdeck-incident"])["unread"] == ["too-large"]


def test_an_upload_that_waits_for_leave_is_given_it(reading: Quarterdeck) -> None:
    text = prose(300_000)
    with RawClient(reading.address, patience=60) as client:
        client.connect(b"h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"POST /upload HTTP/1.1\r\nHost: h1.governed.example\r\nContent-Type: text/plain\r\n")
        client.send(b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(text))
        assert client.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        client.send(text)
        assert client.reply().status == 200


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"spool_body": "200kB"}, "too-large"),
        ({"spool_total": "200kB"}, "spool-full"),
        ({"min_free": "900TB"}, "spool-full"),
    ],
)
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_what_cannot_be_held_is_refused_where_a_rule_needs_it(
    fleet: Fleet, internet: World, limits: dict[str, object], reason: str, framing: str
) -> None:
    mine = fleet(rules={"content.yaml": CONTENT}, limits=LIMITS | limits)
    origin = internet.origins["plain"]
    before = len(origin.requests)
    text = prose()
    with httpx_client(mine) as client:
        content = text if framing == "length" else in_pieces(text)
        got = client.post("https://governed.example/upload", content=content, headers={"content-type": "text/plain"})
    assert got.status_code == 403
    assert len(origin.requests) == before
    assert mine.record_of(got.headers["quarterdeck-incident"])["unread"] == [reason]
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


@pytest.mark.parametrize("http2", [False, True], ids=["from-http1", "from-h2"])
@pytest.mark.parametrize("origin", HOSTS)
def test_what_cannot_be_held_goes_on_where_no_rule_needs_it(
    fleet: Fleet, internet: World, origin: str, http2: bool
) -> None:
    """The rule is about a model, and this host serves none: what came so far goes on, and then the rest."""
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits=LIMITS | {"spool_body": "2500kB"})
    data = noise()
    with httpx_client(mine, http2=http2) as client:
        got = client.post(f"https://{HOSTS[origin]}/upload", content=in_pieces(data))
    assert got.status_code == 200, got.text
    assert internet.origins["plain"].requests[-1].body == data
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


def test_an_upload_that_nothing_hinges_on_streams_at_once(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": METHODS}, limits=LIMITS)
    data, host = noise(), b"h1.governed.example"
    origin = internet.origins["plain"]
    before = len(origin.connections)
    with RawClient(mine.address, patience=60) as client:
        client.connect(host + b":443")
        client.start_tls(host)
        client.send(b"POST /upload HTTP/1.1\r\nHost: %b\r\nContent-Length: %d\r\n\r\n" % (host, len(data)))
        client.send(data[:-1])
        until(lambda: len(origin.connections) > before, "the origin to be contacted before the end", 20)
        assert spooled(mine) == 0
        client.send(data[-1:])
        reply = client.reply()
    assert reply.status == 200
    assert [line["outcome"] for line in mine.decisions()] == ["forwarded"]


def test_a_client_that_goes_away_leaves_nothing(reading: Quarterdeck, internet: World) -> None:
    origin = internet.origins["plain"]
    before = len(origin.connections)
    with RawClient(reading.address, patience=60) as client:
        client.connect(b"h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"POST /upload HTTP/1.1\r\nHost: h1.governed.example\r\nContent-Length: %d\r\n\r\n" % SIZE)
        client.send(noise()[:-1])
        until(lambda: spooled(reading) >= SIZE // PIECE * PIECE, "the body to be held", 20)
    until(lambda: spooled(reading) == 0, "the space to be given back", 20)
    assert len(origin.connections) == before
    assert list((reading.state / "spool").iterdir()) == []


def test_a_killed_worker_leaves_nothing(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"content.yaml": CONTENT}, limits=LIMITS, fresh=True)
    (pid,) = mine.worker_pids()
    with RawClient(mine.address, patience=60) as client:
        client.connect(b"h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"POST /upload HTTP/1.1\r\nHost: h1.governed.example\r\nContent-Length: %d\r\n\r\n" % SIZE)
        client.send(noise()[:-1])
        until(lambda: spooled(mine) >= SIZE // PIECE * PIECE, "the body to be held", 20)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}/fd").exists(), "the worker to be gone", 20)
    assert list((mine.state / "spool").iterdir()) == []


def test_bodies_that_are_too_much_for_memory_together_wait_on_disk(fleet: Fleet, internet: World) -> None:
    """Each is small enough to be kept; read whole, they name their models all the same."""
    limits = {"memory_body": "4MB", "memory_total": "5MB", "min_free": 0, "drain": 1}
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits=limits, fresh=True)
    models = ["allowed-1", "forbidden-1", "allowed-2", "forbidden-2"]
    body = '{"model": "%s", "messages": [{"role": "user", "content": "' + "x" * 3_000_000 + '"}]}'
    with contextlib.ExitStack() as stack:
        clients = []
        for model in models:
            client = stack.enter_context(RawClient(mine.address, patience=60))
            client.connect(GOVERNED.encode() + b":443")
            client.start_tls(GOVERNED.encode())
            data = (body % model).encode()
            client.send(b"POST /v1/chat/completions HTTP/1.1\r\nHost: %b\r\n" % GOVERNED.encode())
            client.send(b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data))
            client.send(data[:-1])
            clients.append(client)
        until(lambda: spooled(mine) >= 2 * PIECE, "some to be put on disk", 20)
        for client in clients:
            client.send(b"}")
        assert [client.reply().status for client in clients] == [200, 403, 200, 403]
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)
    # What was taken of memory has been given back: the next one is kept there.
    with httpx_client(mine) as client:
        headers = {"content-type": "application/json"}
        for _ in range(3):
            got = client.post(f"https://{GOVERNED}/v1/chat/completions", content=body % "allowed-3", headers=headers)
            assert got.status_code == 200


@pytest.fixture
def watching(fleet: Fleet, internet: World) -> Quarterdeck:
    limits = LIMITS | {"spool_body": "2500kB", "past_spool": "window"}
    return fleet(rules={"content.yaml": CONTENT}, limits=limits)


@pytest.mark.parametrize("http2", [False, True], ids=["from-http1", "from-h2"])
@pytest.mark.parametrize("origin", HOSTS)
def test_past_the_limit_a_clean_body_goes_on_through_a_window(
    watching: Quarterdeck, internet: World, origin: str, http2: bool
) -> None:
    text = prose(9_000_000)
    with httpx_client(watching, http2=http2) as client:
        got = client.post(
            f"https://{HOSTS[origin]}/upload", content=in_pieces(text), headers={"content-type": "text/plain"}
        )
    assert got.status_code == 200, got.text
    assert internet.origins["plain"].requests[-1].body == text
    until(lambda: spooled(watching) == 0, "the space to be given back", 20)
    line = [line for line in watching.decisions() if line["outcome"] == "forwarded"][-1]
    assert (line["unread"], line["coverage"]) == (["too-large"], "part")


@pytest.mark.parametrize("http2", [False, True], ids=["from-http1", "from-h2"])
@pytest.mark.parametrize("origin", HOSTS)
@pytest.mark.parametrize("place", [6_000_000, 9_000_000])
def test_past_the_limit_a_secret_cuts_the_connection(
    watching: Quarterdeck, internet: World, origin: str, http2: bool, place: int
) -> None:
    text = prose(9_000_000)
    text = text[:place] + SECRET + text[place:]
    plain = internet.origins["plain"]
    cuts = len([line for line in watching.decisions() if line["outcome"] == "cut"])
    with httpx_client(watching, http2=http2) as client, pytest.raises(httpx.TransportError):
        client.post(f"https://{HOSTS[origin]}/upload", content=in_pieces(text), headers={"content-type": "text/plain"})
    until(lambda: len([line for line in watching.decisions() if line["outcome"] == "cut"]) > cuts, "the record", 20)
    line = [line for line in watching.decisions() if line["outcome"] == "cut"][-1]
    assert line["rules"] == ["content/canary"]
    assert not plain.saw(SECRET)
    until(lambda: spooled(watching) == 0, "the space to be given back", 20)


@pytest.mark.parametrize("place", [1_000_000, 3 * PIECE - 5])
def test_what_is_found_before_the_limit_is_refused(watching: Quarterdeck, internet: World, place: int) -> None:
    text = prose(9_000_000)
    before = len(internet.origins["plain"].requests)
    with httpx_client(watching) as client:
        content = in_pieces(text[:place] + SECRET + text[place:])
        got = client.post("https://governed.example/upload", content=content, headers={"content-type": "text/plain"})
    assert got.status_code == 403
    assert len(internet.origins["plain"].requests) == before


def test_no_window_is_opened_for_a_model_that_cannot_be_known(fleet: Fleet, internet: World) -> None:
    limits = LIMITS | {"spool_body": "2500kB", "past_spool": "window"}
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, limits=limits)
    before = len(internet.origins["ai"].requests)
    with httpx_client(mine) as client:
        got = client.post(f"https://{GOVERNED}/v1/chat/completions", content=in_pieces(prose()))
    assert got.status_code == 403
    assert len(internet.origins["ai"].requests) == before


@pytest.fixture
def scripted(internet: World) -> Iterator[Scripted]:
    origin = Scripted(internet, "scripted.example")
    yield origin
    origin.close()


def scripted_upload(client: RawClient, origin: Scripted, script: Script, data: bytes) -> None:
    head = origin.request(script, f"Content-Type: text/plain\r\nContent-Length: {len(data)}\r\n")
    client.send(head.replace(b"GET", b"POST") + data)


SCRIPTED = CONTENT.replace("[governed.example, h1.governed.example]", "scripted.example")


def test_an_origin_that_answers_before_it_has_it_all(fleet: Fleet, scripted: Scripted) -> None:
    mine = fleet(rules={"content.yaml": SCRIPTED}, limits=LIMITS, fresh=True)
    answer = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\n\r\nmuch"

    def early(sock: socket.socket) -> None:
        sock.sendall(answer)
        time.sleep(5)

    with RawClient(mine.address, patience=60) as client:
        scripted_upload(client, scripted, early, prose(20_000_000))
        reply = client.reply()
        assert (reply.status, reply.body) == (413, b"much")
        # The connection is of use for the next one.
        scripted_upload(client, scripted, saying(answer), b"x")
        assert client.reply().status == 413
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


def test_an_origin_that_goes_away_while_it_is_sent_a_body(fleet: Fleet, scripted: Scripted) -> None:
    mine = fleet(rules={"content.yaml": SCRIPTED}, limits=LIMITS, fresh=True)
    with RawClient(mine.address, patience=60) as client:
        scripted_upload(client, scripted, lambda sock: sock.recv(100_000), prose(20_000_000))
        assert client.reply().status == 502
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


def test_an_origin_that_cannot_be_reached(fleet: Fleet, scripted: Scripted) -> None:
    mine = fleet(rules={"content.yaml": SCRIPTED}, limits=LIMITS, fresh=True)
    scripted.close()
    with RawClient(mine.address, patience=60) as client:
        scripted_upload(client, scripted, saying(b""), prose())
        assert client.reply().status == 502
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


def test_a_drain_waits_for_a_body_that_is_on_its_way(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"content.yaml": CONTENT}, limits=LIMITS | {"drain": 20}, fresh=True)
    text = prose()
    with RawClient(mine.address, patience=60) as client:
        client.connect(b"h1.governed.example:443")
        client.start_tls(b"h1.governed.example")
        client.send(b"POST /upload HTTP/1.1\r\nHost: h1.governed.example\r\nContent-Type: text/plain\r\n")
        client.send(b"Content-Length: %d\r\n\r\n" % len(text) + text[:-1])
        until(lambda: spooled(mine) >= SIZE // PIECE * PIECE, "the body to be held", 20)
        mine.signal(signal.SIGTERM)
        time.sleep(0.5)
        client.send(text[-1:])
        assert client.reply().status == 200
    assert mine.wait(20) == 0
    assert list((mine.state / "spool").iterdir()) == []
