"""The deck log is shipped by the real proxy, and what happens to a receiver happens to no request."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.proxy.processes import alive
from tests.sinks import rsyslog
from tests.sinks.pki import identity
from tests.sinks.rsyslog import Rsyslog

from .harness.clients import curl
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.process import clean_environment, free_port
from .harness.quarterdeck import Quarterdeck
from .harness.world import World


def refused(mine: Quarterdeck, count: int) -> list[str]:
    """The incidents of so many requests, each of which was answered."""
    answers = [curl(mine, "http://www.banned.example/shipped") for _ in range(count)]
    assert {answer.status for answer in answers} == {403}
    return [answer.headers["quarterdeck-incident"] for answer in answers]


def status(mine: Quarterdeck) -> dict[str, Any]:
    command = [sys.executable, "-m", "quarterdeck", "status", "-c", str(mine.config), "--json"]
    done = subprocess.run(command, capture_output=True, env=clean_environment(mine.folder), check=False)
    return json.loads(done.stdout)


def sink(mine: Quarterdeck, name: str) -> dict[str, Any]:
    return next((one for one in status(mine)["sinks"] if one["name"] == name), {})


def incidents(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [json.loads(line)["metadata"].get("correlation_uid") for line in path.read_bytes().splitlines()]


@pytest.fixture
def server(tmp_path: Path, world: World) -> Iterator[Rsyslog]:
    if not rsyslog.HERE:
        pytest.skip("rsyslogd is not here")
    made = Rsyslog(tmp_path / "rsyslog", world.authority, client="deck.example")
    yield made
    made.kill()


def test_a_receiver_that_dies_and_comes_back_has_everything_and_no_request_waits(
    fleet: Fleet, internet: World, server: Rsyslog, tmp_path: Path
) -> None:
    ours = identity(internet.authority, "deck.example", tmp_path / "ours.pem", "client-only")
    out = tmp_path / "out.jsonl"
    siem = {
        "type": "syslog",
        "url": f"tls://127.0.0.1:{server.port}",
        "format": "ocsf",
        "name": "siem",
        "ca": str(internet.authority.path),
        "identity": str(ours),
        "filter": {"event": ["decision"], "action": ["block"]},
    }
    sinks = [siem, {"type": "file", "url": str(out), "format": "ocsf"}]
    # The receiver is not even there at first.
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, workers=2, audit={"sinks": sinks})
    all_of_them = refused(mine, 5)
    until(lambda: set(all_of_them) <= set(incidents(out)), "the other sink to have them", 20)
    until(lambda: "siem" in "".join(status(mine)["problems"]), "the sink to be told down", 20)
    assert sink(mine, "siem")["waiting"] > 0

    def has_all() -> bool:
        got = {json.loads(one["message"])["metadata"]["correlation_uid"] for one in server.messages()}
        return got == set(all_of_them)

    server.start()
    until(has_all, "what had waited", 60)
    for _ in range(2):
        server.kill()
        all_of_them += refused(mine, 5)
        server.start()
        all_of_them += refused(mine, 5)
        until(has_all, "all of them", 60)
    assert len(set(server.ids())) == len(all_of_them)
    until(lambda: not status(mine)["problems"], "all to be well", 20)
    assert sink(mine, "siem")["delivered"] >= len(all_of_them)


def test_the_end_of_the_proxy_is_shipped_too_and_its_next_life_goes_on_from_there(
    fleet: Fleet, internet: World, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    mine = fleet(
        rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, audit={"sinks": [{"type": "file", "url": str(out)}]}
    )
    refused(mine, 3)
    told = json.loads((mine.state / "status" / "supervisor.json").read_bytes())
    mine.signal(signal.SIGTERM)
    assert mine.wait(20) == 0
    assert not alive(told["sinks"])

    def shipped() -> list[tuple[str, int]]:
        return [(line["log"], line["index"]) for line in map(json.loads, out.read_bytes().splitlines())]

    assert len(shipped()) == len(mine.records())
    mine.start()
    refused(mine, 2)
    until(lambda: len(shipped()) >= len(mine.records()), "the rest", 20)
    assert len(set(shipped())) == len(shipped())
    assert sorted(index for _, index in shipped()) == list(range(len(shipped())))


def test_the_process_that_ships_comes_back_when_it_dies(fleet: Fleet, internet: World, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    entry = {"type": "file", "url": str(out), "format": "ocsf"}
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, audit={"sinks": [entry]})
    told = mine.state / "status" / "supervisor.json"
    first = json.loads(told.read_bytes())["sinks"]
    os.kill(first, signal.SIGKILL)
    wanted = refused(mine, 3)
    until(lambda: json.loads(told.read_bytes())["sinks"] != first, "another process", 20)
    until(lambda: set(wanted) <= set(incidents(out)), "what was said meanwhile", 20)


def test_a_bad_sink_is_refused_at_its_place(fleet: Fleet, internet: World) -> None:
    sinks = [{"type": "http", "url": f"http://siem.example:{free_port()}/in"}]
    mine = fleet(rules={"e2e.yaml": RULES}, fresh=True, start=False, audit={"sinks": sinks})
    for command in (mine.command(), [sys.executable, "-m", "quarterdeck", "check", "-c", str(mine.config)]):
        done = subprocess.run(
            command, capture_output=True, env=clean_environment(mine.folder), timeout=60, check=False, text=True
        )
        assert done.returncode == 2
        place, _, said = done.stderr.partition(": error: ")
        assert "sinks" in mine.config.read_text().splitlines()[int(place.split(":")[-2]) - 2]
        assert said.startswith("audit.sinks.0: the url of a http sink is https://HOST:PORT/PATH; http:// would send")
