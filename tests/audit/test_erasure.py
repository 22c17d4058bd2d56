"""What a log holds of somebody is found without believing what clients write, and holds on it are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.erasure import Traces, oldest, traces
from quarterdeck.audit.hold import Hold
from tests.audit.recorded import NOON, keep, record

ADDED = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = "qd-019cb1f2a00-0123456789", "qd-019cb1f2a01-0123456789"


def found(folder: Path, *holds: Hold) -> Traces:
    segments = [one for shard in layout.shards(folder / "audit") for one in layout.segments(shard)]
    return traces(segments, ["ada-1", "ada-2"], holds, folder / "evidence")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    one = [
        record(0, user="ada-1", incident=NAMES[0]),
        record(1, user="bob", path='/:"ada-1"'),
        record(2, user="bob", incident=NAMES[1]),
        record(3, user=None, client="ada-2"),
    ]
    keep(tmp_path / "audit", one, key=None)
    keep(tmp_path / "audit", [record(4, event="reveal", user=None, subject="ada-1")], shard=1, key=None)
    return tmp_path


def test_what_names_them_and_what_is_about_them_is_counted(log: Path):
    assert found(log) == Traces(3)


def test_holds_on_their_records_are_told_and_others_are_not(log: Path):
    early = datetime(2026, 3, 3, tzinfo=UTC)
    holds = [
        Hold("all", None, None, (), "Why.", ADDED),
        Hold("before", None, early, (), "Why.", ADDED),
        Hold("hers", early, None, ("ada-2",), "Why.", ADDED),
        Hold("his", early, None, ("bob",), "Why.", ADDED),
    ]
    assert found(log, *holds).held == {"all", "hers"}


def test_evidence_of_their_requests_and_answers_goes_with_them(log: Path):
    folder = log / "evidence" / "deck-0"
    folder.mkdir(parents=True)
    for name in NAMES:
        for end in ("", "-answer"):
            (folder / f"{name}{end}.age").write_bytes(b"sealed")
    assert found(log).evidence == {folder / f"{NAMES[0]}.age", folder / f"{NAMES[0]}-answer.age"}


def test_the_oldest_record_is_the_first_of_any_worker_that_is_still_there(log: Path):
    shards = layout.shards(log / "audit")
    assert oldest(shards) == NOON
    assert oldest(shards[1:]) == NOON + 4 * 60
    assert oldest([]) is None
    (layout.segments(shards[0])[0].path).write_bytes(b"")
    assert oldest(shards) == NOON + 4 * 60
