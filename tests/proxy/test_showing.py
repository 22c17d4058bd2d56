"""A witness sees each shard soon; one that is down is told, and one that contradicts the log is told loudly, once."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.witness import Witness
from quarterdeck.config.witnesses import WitnessEntry
from quarterdeck.proxy import showing
from quarterdeck.proxy.showing import Showing
from tests.audit.shards import line, lines, named, opened
from tests.audit.witnesses import made, served
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import free_port


@pytest.fixture
def log(tmp_path: Path) -> Path:
    for name, count in (("deck-0", 30), ("deck-1", 5)):
        shard = opened(tmp_path / "audit" / name)
        shard.append(lines(0, count))
        shard.close()
    return tmp_path / "audit"


@pytest.fixture
def witness(log: Path, tmp_path: Path) -> Witness:
    return made(tmp_path / "w", [named(log / "deck-0").verifier.vkey])


def entry(witness: Witness, address: str) -> WitnessEntry:
    return WitnessEntry(key=witness.verifier.vkey, url=f"http://{address}/")


def logs(one: Showing) -> dict[str, dict[str, Any]]:
    return {told["log"]: told for told in one.told()["logs"]}


def test_each_shard_is_shown_at_once_and_again_before_it_leaves(
    log: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "EVERY", 3600.0)
    leaving = threading.Event()
    with served(witness) as address:
        one = Showing(entry(witness, address), log, leaving)
        one.start()
        until(lambda: len(logs(one)) == 2 and logs(one)["deck-1"]["records"] == 5, "both shards to be seen", 20)
        shard = opened(log / "deck-1")
        shard.append(lines(5, 4))
        shard.close()
        leaving.set()
        one.join(20)
    assert {name: told["records"] for name, told in logs(one).items()} == {"deck-0": 30, "deck-1": 9}
    assert all(told["time"] and not told["problem"] for told in logs(one).values())
    assert one.told()["problem"] == ""


def test_it_looks_again_and_again(log: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "EVERY", 0.01)
    leaving = threading.Event()
    with served(witness) as address:
        one = Showing(entry(witness, address), log, leaving)
        one.start()
        until(lambda: "deck-0" in logs(one), "a first look", 20)
        shard = opened(log / "deck-0")
        shard.append(lines(30, 4))
        shard.close()
        until(lambda: logs(one)["deck-0"]["records"] == 34, "what came since to be seen", 20)
        leaving.set()
        one.join(20)


def test_a_witness_that_is_down_is_told_and_found_when_it_is_back(log: Path, witness: Witness) -> None:
    port = free_port()
    one = Showing(entry(witness, f"127.0.0.1:{port}"), log, threading.Event())
    one.look()
    assert "does not accept a connection" in one.told()["problem"]
    with served(witness, port=port):
        one.look()
    assert one.told()["problem"] == ""
    assert logs(one)["deck-0"]["records"] == 30


def test_a_witness_that_does_not_know_the_log_is_told(log: Path, tmp_path: Path) -> None:
    stranger = made(tmp_path / "w", [])
    with served(stranger) as address:
        one = Showing(entry(stranger, address), log, threading.Event())
        one.look()
    assert "does not know this log" in logs(one)["deck-0"]["problem"]
    assert not logs(one)["deck-0"]["forked"]


def test_a_ca_that_is_none_is_told(log: Path, witness: Witness, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    given = WitnessEntry(key=witness.verifier.vkey, url="https://127.0.0.1:1", ca=tmp_path / "ca.pem")
    one = Showing(given, log, threading.Event())
    one.look()
    assert "ca.pem" in " ".join([one.told()["problem"], *(told["problem"] for told in logs(one).values())])


def test_a_log_that_was_changed_is_told_loudly_and_once(
    log: Path, witness: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    with served(witness) as address:
        one = Showing(entry(witness, address), log, threading.Event(), told.append)
        one.look()
        shutil.rmtree(log / "deck-0")
        other = opened(log / "deck-0")
        other.append([line(77), *lines(1, 40)])
        other.close()
        one.look()
        one.look()
    assert logs(one)["deck-0"]["forked"]
    assert told == ["the first 30 records of deck-0 are not those that witness.example/1 has seen"]
    loud = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert [record.getMessage() for record in loud] == [f"THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN: {told[0]}"]
    # The other shard is shown all the same.
    assert logs(one)["deck-1"]["records"] == 5
    assert not (log / "deck-0" / layout.WITNESSED).exists()


def test_a_fork_that_cannot_be_recorded_is_told_all_the_same(log: Path, witness: Witness) -> None:
    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    with served(witness) as address:
        Showing(entry(witness, address), log, threading.Event()).look()
        shutil.rmtree(log / "deck-0")
        opened(log / "deck-0").close()
        one = Showing(entry(witness, address), log, threading.Event(), full)
        one.look()
    assert logs(one)["deck-0"]["forked"]
