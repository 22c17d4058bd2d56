"""Old records are removed by a process of its own, which is started when it is due and ended when it must be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.proxy import pruning
from quarterdeck.proxy.pruning import Pruning
from tests.audit.recorded import state_with
from tests.audit.shards import records
from tests.e2e.harness.deadline import until


@pytest.fixture
def shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One of old records, which the environment names as a worker's does."""
    monkeypatch.setattr(pruning, "FIRST", 0.0)
    monkeypatch.setenv("QUARTERDECK_STATE", str(tmp_path / "var"))
    return state_with(tmp_path / "var", 400, segment=15_000) / "audit" / "deck-0"


def ran(one: Pruning) -> None:
    one.look()
    until(lambda: one.look() or one.told()["time"], "the run to end", 60)


def test_it_removes_what_the_configuration_says(shard: Path, tmp_path: Path) -> None:
    config = tmp_path / "q.yaml"
    config.write_text("audit: {retention: 3d}\n")
    one = Pruning(str(config))
    assert one.told() == {"time": 0.0, "problem": ""}
    ran(one)
    assert one.told()["problem"] == ""
    assert layout.segments(shard)[0].first > 100
    assert json.loads(records(shard.parent / "admin")[0])["reason"].endswith("older than 3 days")


def test_it_runs_once_until_it_is_due_again(shard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Pruning()
    ran(one)
    first = one.told()["time"]
    for _ in range(3):
        one.look()
    assert one.told()["time"] == first
    monkeypatch.setattr(pruning, "EVERY", 0.0)
    one = Pruning()
    ran(one)
    first = one.told()["time"]
    until(lambda: one.look() or one.told()["time"] > first, "another run", 60)


def test_what_is_wrong_is_told(shard: Path, tmp_path: Path) -> None:
    (tmp_path / "var" / "holds.json").write_bytes(b"{")
    one = Pruning()
    ran(one)
    assert "nothing is removed" in one.told()["problem"]
    assert layout.segments(shard)[0].first == 0


def test_a_run_that_is_under_way_is_ended(shard: Path) -> None:
    one = Pruning()
    one.look()
    process = one._process
    assert process is not None
    one.stop()
    assert process.poll() is not None
    one.stop()
