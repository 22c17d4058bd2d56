"""Large uploads: held until they are judged, sent on byte for byte or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness.clients import httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
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
