"""A changed rule file takes effect when it is good, and changes nothing when it is not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from .harness.clients import Curled, curl
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import GOVERNED, UNLISTED
from .harness.process import clean_environment
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import Ended, RawClient, Reply
from .harness.world import World

BASE = """\
policy: reload
owner: tests@example.org
ban:
  - domain: first.example
  - model: "forbidden-*"
rules:
  - id: look-inside
    match: {host: governed.example, model: "forbidden-*"}
    action: block
"""
SECOND = BASE.replace("  - domain: first.example\n", "  - domain: first.example\n  - domain: governed.example\n")
BROKEN = BASE.replace("ban:", "bann:")
FAILING_CASE = BASE + 'cases:\n  - {request: {url: "https://first.example/"}, expect: allow}\n'


@pytest.fixture(scope="module")
def running(fleet: Fleet, internet: World) -> Quarterdeck:
    internet.origin("plain", "first.example")
    return fleet(rules={"reload.yaml": BASE}, fresh=True, limits={"drain": 2})


@pytest.fixture
def mine(running: Quarterdeck) -> Iterator[Quarterdeck]:
    """The module's proxy, with the base rules in force before and after."""
    put(running, BASE)
    yield running
    put(running, BASE)


def status(quarterdeck: Quarterdeck) -> tuple[int, dict[str, object]]:
    """`quarterdeck status --json`: its exit code and document."""
    command = [sys.executable, "-m", "quarterdeck", "status", "-c", str(quarterdeck.config), "--json"]
    done = subprocess.run(
        command, capture_output=True, env=clean_environment(quarterdeck.folder), timeout=30, check=False
    )
    return done.returncode, json.loads(done.stdout)


def policy_lines(quarterdeck: Quarterdeck) -> int:
    return sum(line["event"] == "policy" for line in quarterdeck.records())


def put(quarterdeck: Quarterdeck, text: str, *, ask: bool = True) -> dict[str, object]:
    """Replace the rule file and wait until the deck log tells what came of it."""
    before = policy_lines(quarterdeck)
    (quarterdeck.rules / "reload.yaml").write_text(text)
    if ask:
        quarterdeck.signal(signal.SIGHUP)
    until(lambda: policy_lines(quarterdeck) > before, "the deck log to tell of the reload", 20)
    return [line for line in quarterdeck.records() if line["event"] == "policy"][-1]


def page(quarterdeck: Quarterdeck) -> Curled:
    return curl(quarterdeck, "https://governed.example/page")


def test_a_good_change_takes_effect(mine: Quarterdeck) -> None:
    assert page(mine).status == 200
    told = put(mine, SECOND)
    assert told["outcome"] == "forwarded"
    got = page(mine)
    assert got.status == 403
    assert mine.record_of(got.headers["quarterdeck-incident"])["policy_version"] == told["policy_version"]


def test_a_change_is_seen_without_being_told(mine: Quarterdeck) -> None:
    put(mine, SECOND, ask=False)
    assert page(mine).status == 403


@pytest.mark.parametrize(
    "text", [BROKEN, FAILING_CASE, "policy: [", ""], ids=["typo", "case fails", "no YAML", "empty"]
)
def test_a_broken_change_leaves_the_last_good_one(mine: Quarterdeck, text: str) -> None:
    before = mine.record_of(curl(mine, "https://first.example/").headers["quarterdeck-incident"])["policy_version"]
    told = put(mine, text)
    assert told["outcome"] == "refused"
    got = curl(mine, "https://first.example/")
    assert got.status == 403
    assert mine.record_of(got.headers["quarterdeck-incident"])["policy_version"] == before
    assert page(mine).status == 200
    code, document = status(mine)
    assert code == 1
    assert document["problems"]
    assert "NOT changed" in mine.tail(200)


def test_status_is_well_when_the_rules_are(mine: Quarterdeck) -> None:
    code, document = status(mine)
    assert (code, document["problems"]) == (0, [])


def test_a_deleted_rule_file_does_not_open_the_gate(mine: Quarterdeck) -> None:
    before = policy_lines(mine)
    (mine.rules / "reload.yaml").unlink()
    mine.signal(signal.SIGHUP)
    until(lambda: policy_lines(mine) > before, "the deck log to tell of the reload", 20)
    told = [line for line in mine.records() if line["event"] == "policy"][-1]
    got = curl(mine, "https://first.example/")
    assert (told["outcome"], got.status) in (("refused", 403), ("forwarded", got.status))


def test_an_answer_in_flight_ends_under_the_policy_that_it_began_with(mine: Quarterdeck, internet: World) -> None:
    gates = internet.origins["plain"].gates
    got: list[Curled] = []
    asking = threading.Thread(target=lambda: got.append(curl(mine, "https://governed.example/gate/reload-flight")))
    asking.start()
    assert gates["reload-flight:reached"].wait(10)
    put(mine, SECOND)
    assert page(mine).status == 403
    gates["reload-flight"].set()
    asking.join(20)
    assert got[0].status == 200
    assert '"held": true' in got[0].body


def test_a_request_half_sent_is_judged_by_the_policy_in_force_when_it_is_whole(mine: Quarterdeck, source: str) -> None:
    old = put(mine, BASE)["policy_version"]
    body = json.dumps({"model": "allowed-1", "messages": []}).encode()
    with RawClient(mine.address, source, 30) as client:
        client.connect(f"{GOVERNED}:443")
        client.start_tls(GOVERNED.encode())
        client.send(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (GOVERNED.encode(), len(body), body[:5])
        )
        new = put(mine, BASE.replace("ban:\n", f"ban:\n  - domain: {GOVERNED}\n"))["policy_version"]
        assert new != old
        client.send(body[5:])
        reply: Reply = client.reply()
    assert reply.status == 403
    (record,) = mine.from_client(source)
    assert record["policy_version"] == new


def test_an_open_tunnel_to_a_host_that_is_banned_now_is_cut(mine: Quarterdeck, source: str) -> None:
    with RawClient(mine.address, source, 15) as banned, RawClient(mine.address, patience=15) as other:
        for client, host in ((banned, UNLISTED), (other, "h1.unlisted.example")):
            client.connect(f"{host}:443")
            client.start_tls(host.encode())
            client.send(b"GET /page HTTP/1.1\r\nHost: %b\r\n\r\n" % host.encode())
            assert client.reply().status == 200
        put(mine, BASE.replace("ban:\n", f"ban:\n  - domain: {UNLISTED}\n"))
        with pytest.raises(Ended):
            banned.take(1)
        other.send(b"GET /page HTTP/1.1\r\nHost: h1.unlisted.example\r\n\r\n")
        assert other.reply().status == 200
    record = mine.wait_record(lambda line: line.get("client") == source, "the record of the cut")
    assert (record["outcome"], record["host"], record["rules"]) == (
        "cut",
        UNLISTED,
        ["reload/ban-domain-www-unlisted-example"],
    )


def test_many_reloads_lose_no_request(mine: Quarterdeck) -> None:
    """Requests go on while the rules are replaced again and again; each is decided by one set or the other."""
    seen: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.append(curl(mine, "https://first.example/").status)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for number in range(6):
            put(mine, SECOND if number % 2 else BASE + f"# {number}\n")
    finally:
        stop.set()
        asking.join(30)
    assert seen
    assert set(seen) == {403}
