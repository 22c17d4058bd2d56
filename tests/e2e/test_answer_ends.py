"""Whoever asks and whatever the origin does, an answer that is judged comes to an end, on record and without a leak."""

from __future__ import annotations

import contextlib
import gzip
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .harness.answers import Answer
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import pairs
from .harness.origin import Origin
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import Ended, RawClient, Reply
from .harness.scripted import Script, Scripted, saying
from .harness.seen import Gates, Request
from .harness.world import World
from .test_bodies import LIMITS, prose, spooled

RULES = """\
policy: ends
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - id: no-canary-back
    match: {content: {detector: custom.canary}, direction: answer, host: [ends.example, h2.ends.example]}
    action: block
    reason: No canary may be fetched.
  - id: no-canary-out
    match: {content: {detector: custom.canary}, host: [ends.example]}
    action: block
    reason: No canary may leave.
"""
SECRET = b"CANARY-424242"
EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"%b"}}]}\n\n'


@pytest.fixture
def scripted(internet: World) -> Iterator[Scripted]:
    origin = Scripted(internet, "ends.example")
    yield origin
    origin.close()


@pytest.fixture
def mine(fleet: Fleet, scripted: Scripted) -> Quarterdeck:
    return fleet(rules={"ends.yaml": RULES}, limits=LIMITS, fresh=True)


def answer(
    body: bytes, status: bytes = b"200 OK", kind: bytes = b"text/plain", version: bytes = b"1.1", more: int = 0
) -> bytes:
    """The bytes of an answer; `more` promises as many beyond them."""
    head = b"HTTP/%b %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (version, status, kind, len(body) + more)
    return head + body


def ask(quarterdeck: Quarterdeck, request: bytes) -> Reply:
    with RawClient(quarterdeck.address, patience=30) as client:
        client.send(request)
        return client.reply()


def posting(scripted: Scripted, script: Script, body: bytes) -> bytes:
    head = scripted.request(script, f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n")
    return head.replace(b"GET", b"POST", 1) + body


def planted(folder: Path, fault: str) -> tuple[str, ...]:
    """What to put before a command so that its workers have this fault."""
    lines = "".join(f"    {line}\n" for line in fault.splitlines())
    (folder / "sitecustomize.py").write_text(f"import os\nif os.environ.get('QUARTERDECK_WORKER'):\n{lines}")
    return ("env", f"PYTHONPATH={folder}")


def outcome(quarterdeck: Quarterdeck, incident: str | None) -> dict[str, Any]:
    return quarterdeck.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == incident, f"the outcome of {incident}"
    )


_AT_HEAD = """\
from quarterdeck.wire import answers
def broken(*_):
    raise RuntimeError("a fault that a test has planted")
answers.reader = broken
"""


def test_a_fault_at_the_head_of_an_answer_leaves_nothing_of_its_body(
    fleet: Fleet, scripted: Scripted, tmp_path: Path
) -> None:
    mine = fleet(rules={"ends.yaml": RULES}, limits=LIMITS, fresh=True, prefix=planted(tmp_path, _AT_HEAD))
    got = ask(mine, scripted.request(saying(answer(SECRET))))
    assert got.status == 502
    assert SECRET not in got.body
    assert outcome(mine, got.incident)["outcome"] == "failed"


_WHILE_READING = """\
from quarterdeck import engine
def broken(*_, **__):
    raise RuntimeError("a fault that a test has planted")
engine.reading = broken
"""


@pytest.mark.parametrize("size", [20, 3_000_000])
def test_a_request_that_a_fault_refuses_is_on_record(
    fleet: Fleet, scripted: Scripted, tmp_path: Path, size: int
) -> None:
    mine = fleet(rules={"ends.yaml": RULES}, limits=LIMITS, fresh=True, prefix=planted(tmp_path, _WHILE_READING))
    got = ask(mine, posting(scripted, saying(answer(b"ok")), prose(size)))
    assert got.status == 502
    line = mine.record_of(got.incident)
    assert (line["outcome"], line["action"], line["method"]) == ("refused", "block", "POST")
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


@pytest.mark.parametrize("status", [b"200 OK", b"205 Reset Content", b"206 Partial Content", b"500 Oh"])
def test_whatever_its_status_what_has_a_body_is_read(mine: Quarterdeck, scripted: Scripted, status: bytes) -> None:
    assert ask(mine, scripted.request(saying(answer(SECRET, status)))).status == 403


def test_what_has_no_body_by_its_status_brings_none(fleet: Fleet, internet: World) -> None:
    """In HTTP/1 it cannot; HTTP/2 origins can send frames all the same."""

    def route(_request: Request, _gates: Gates, _host: str) -> Answer:
        return Answer([SECRET], "text/plain", 204)

    origin = Origin("bodiless", internet.authority, answer=route)
    internet.resolve |= pairs("h2.ends.example", origin.address)
    mine = fleet(rules={"ends.yaml": RULES}, fresh=True, limits={"drain": 1})
    with RawClient(mine.address, patience=10) as client:
        client.connect(b"h2.ends.example:443")
        client.start_tls(b"h2.ends.example")
        client.send(b"GET / HTTP/1.1\r\nHost: h2.ends.example\r\nConnection: close\r\n\r\n")
        got = client.rest()
    assert b"HTTP/1.1 204" in got
    assert SECRET not in got
    origin.close()


@pytest.mark.parametrize(("body", "kind"), [(EVENT % b"hello", b"text/event-stream"), (b"x " * 200_000, b"text/plain")])
def test_a_client_that_knows_no_chunks_gets_none(
    mine: Quarterdeck, scripted: Scripted, body: bytes, kind: bytes
) -> None:
    with RawClient(mine.address, patience=30) as client:
        client.send(scripted.request(saying(answer(body, kind=kind))).replace(b"HTTP/1.1", b"HTTP/1.0"))
        head, _, got = client.rest().partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert got == body


def test_what_comes_in_chunks_says_that_it_is_of_a_version_that_has_them(mine: Quarterdeck, scripted: Scripted) -> None:
    said = answer(EVENT % b"hello", kind=b"text/event-stream", version=b"1.0")
    with RawClient(mine.address, patience=30) as client:
        client.send(scripted.request(saying(said)))
        assert client.until(b"\r\n").startswith(b"HTTP/1.1 ")
        assert b"transfer-encoding: chunked" in client.until(b"\r\n\r\n").lower()


STOPPED = [answer(EVENT % SECRET, kind=b"text/event-stream", more=1000), answer(SECRET)]


@pytest.mark.parametrize("said", STOPPED, ids=["in-pieces", "whole"])
@pytest.mark.parametrize("past_spool", ["refuse", "window"])
def test_an_answer_that_is_cut_while_a_held_body_goes_on(
    fleet: Fleet, scripted: Scripted, said: bytes, past_spool: str
) -> None:
    """The space is given back, and the connection is of use for the next request."""
    limits = LIMITS | ({"past_spool": "window", "spool_body": "2500kB"} if past_spool == "window" else {})
    mine = fleet(rules={"ends.yaml": RULES}, limits=limits, fresh=True)
    done: list[bool] = []

    def early(sock: socket.socket) -> None:
        sock.sendall(said)
        until(lambda: done, "the test to have seen it", 30)

    with RawClient(mine.address, patience=30) as client:
        client.send(posting(scripted, early, prose(20_000_000)))
        got = client.reply()
        assert SECRET not in got.body
        assert b"No canary may be fetched." in got.body
        until(lambda: spooled(mine) == 0, "the space to be given back", 20)
        time.sleep(0.3)
        client.send(scripted.request(saying(answer(b"next"))))
        assert client.reply().body == b"next"
    done.append(True)
    lines = [line for line in mine.records() if line["event"] not in ("policy", "log")]
    assert [line["outcome"] for line in lines if line["event"] == "decision"] == ["forwarded", "forwarded"]


_WHILE_GOING_ON = """\
from quarterdeck.proxy.held import Held
async def broken(self):
    raise RuntimeError("a fault that a test has planted")
Held.next = broken
"""


def taking(size: int) -> Script:
    """Read a body, and then answer."""

    def script(sock: socket.socket) -> None:
        left = size
        while left > 0 and (data := sock.recv(65536)):
            left -= len(data)
        sock.sendall(answer(b"ok"))

    return script


def test_a_fault_while_a_held_body_goes_on_is_no_hang(fleet: Fleet, scripted: Scripted, tmp_path: Path) -> None:
    mine = fleet(rules={"ends.yaml": RULES}, limits=LIMITS, fresh=True, prefix=planted(tmp_path, _WHILE_GOING_ON))
    got = ask(mine, posting(scripted, taking(3_000_000), prose(3_000_000)))
    assert got.status == 502
    assert outcome(mine, got.incident)["outcome"] == "failed"
    until(lambda: spooled(mine) == 0, "the space to be given back", 20)


_WHILE_WATCHING = """\
from quarterdeck.proxy.watch import Watch
look = Watch.look
async def broken(self):
    if self.size > 5_000_000:
        raise RuntimeError("a fault that a test has planted")
    await look(self)
Watch.look = broken
"""


@pytest.mark.parametrize("fault", ["", _WHILE_WATCHING], ids=["found", "fault"])
def test_what_a_window_cuts_has_an_outcome(fleet: Fleet, scripted: Scripted, tmp_path: Path, fault: str) -> None:
    limits = LIMITS | {"past_spool": "window", "spool_body": "2500kB"}
    mine = fleet(rules={"ends.yaml": RULES}, limits=limits, fresh=True, prefix=planted(tmp_path, fault or "pass"))
    body = prose(7_000_000) + (b"" if fault else SECRET) + prose(2_000_000)
    with contextlib.suppress(Ended):
        ask(mine, posting(scripted, taking(len(body)), body))
    first = mine.wait_record(lambda line: line["event"] == "decision", "the decision")
    assert first["outcome"] == "forwarded"
    assert outcome(mine, first["incident"])["outcome"] == ("failed" if fault else "cut")


@pytest.mark.parametrize("size", [50_000, 3_000_000])
def test_a_client_that_goes_away_is_on_record_as_what_ended_it(
    mine: Quarterdeck, scripted: Scripted, size: int
) -> None:
    with RawClient(mine.address, patience=30) as client:
        client.send(posting(scripted, saying(b""), prose(size))[:-1])
        time.sleep(0.3)
    line = mine.wait_record(lambda line: line["event"] == "decision", "the record")
    assert (line["outcome"], line["coverage"]) == ("refused", "none")
    assert line["reason"] == "the client went away before all of its request had come"


def test_an_answer_that_takes_long_to_judge_delays_nobody_else(mine: Quarterdeck, scripted: Scripted) -> None:
    body = gzip.compress(b'{"a": "b c"}, ' * 500_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    with RawClient(mine.address, patience=60) as client:
        client.send(scripted.request(saying(head % len(body) + body)))
        time.sleep(0.5)
        for _ in range(3):
            assert ask(mine, scripted.request(saying(answer(b"quick")))).body == b"quick"
        # It has not been answered yet.
        client.sock.settimeout(0.01)
        with pytest.raises(TimeoutError):
            client.sock.recv(1)


def test_what_a_drain_cuts_is_on_record(fleet: Fleet, scripted: Scripted) -> None:
    mine = fleet(rules={"ends.yaml": RULES}, limits=LIMITS, fresh=True)
    said = answer(EVENT % b"hello", kind=b"text/event-stream", more=1000)

    def slowly(sock: socket.socket) -> None:
        sock.sendall(said)
        sock.recv(1)

    with RawClient(mine.address, patience=30) as answered, RawClient(mine.address, patience=30) as asking:
        answered.send(scripted.request(slowly))
        answered.until(b"hello")
        asking.send(posting(scripted, saying(b""), prose(3_000_000))[:-1])
        until(lambda: spooled(mine) > 0, "the body to be held", 20)
        mine.signal(signal.SIGTERM)
        assert mine.wait(20) == 0
    lines = [line for line in mine.records() if line["event"] not in ("policy", "log")]
    assert sorted((line["event"], line["outcome"]) for line in lines) == [
        ("decision", "forwarded"),
        ("decision", "refused"),
        ("outcome", "failed"),
    ]
