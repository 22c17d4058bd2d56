"""What retention removes is on record before it is gone, whatever happens in between, and what is left still holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quarterdeck.audit import layout, retention
from quarterdeck.audit.expiry import Fate, Terms, signed_size
from quarterdeck.audit.files import Files
from quarterdeck.audit.hold import DamagedHolds, Hold, add_hold, holds_path, remove_hold
from quarterdeck.audit.proof import verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.audit.removal import removals
from quarterdeck.audit.retention import prune
from quarterdeck.audit.verify import Report, verify_shard
from quarterdeck.errors import UsageError
from tests.audit.recorded import NOON, record, state_with
from tests.audit.shards import Failing, Power, lines, named, opened, records

START = datetime.fromtimestamp(NOON, UTC)
ALL = Terms(START + timedelta(days=30))
WHY = "older than 30 days"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return state_with(tmp_path / "var", 600, 300, segment=15_000)


def pruned(state: Path, terms: Terms = ALL) -> list[Fate]:
    return [fate for fate in prune(state, terms, WHY, user="ada") if not fate.stays]


def verified(state: Path, name: str = "deck-0") -> Report:
    admin = state / "audit" / "admin"
    gone = removals(admin, signed_size(admin))
    return verify_shard(state / "audit" / name, removed=gone.get(name, []))


def test_what_is_old_goes_and_the_rest_holds(state: Path) -> None:
    gone = pruned(state)
    shard = state / "audit" / "deck-0"
    left = layout.segments(shard)
    assert 400 < left[0].first <= 512
    assert {one.shard for one in gone} == {"deck-0", "deck-1"}
    for name in ("deck-0", "deck-1"):
        report = verified(state, name)
        assert (report.ok, report.removed) == (True, layout.segments(state / "audit" / name)[0].first)
    assert verify_shard(state / "audit" / "admin").ok
    assert pruned(state) == []


def test_each_removal_is_on_record_with_its_reason(state: Path) -> None:
    gone = pruned(state)
    said = [json.loads(line) for line in records(state / "audit" / "admin")]
    assert [one["reason"] for one in said] == [
        f"deleted: {one.shard} records {one.records.start}-{one.records.stop - 1}, {WHY}" for one in gone
    ]
    assert {one["event"] for one in said} == {"log"}
    assert all(one["principal"] for one in said)


def test_the_rest_can_be_proven_and_written_to(state: Path) -> None:
    pruned(state)
    shard = state / "audit" / "deck-0"
    line, proof = prove(shard, 520)
    assert verify_proof(line, proof.to_bytes(), [named(shard).verifier.vkey]).size == 600
    with pytest.raises(UsageError, match="not kept any more"):
        prove(shard, 3)
    again = opened(shard)
    again.append(lines(600, 300))
    again.close()
    assert (verified(state).ok, verified(state).records) == (True, 900)


def test_what_a_hand_removed_is_missed(state: Path) -> None:
    pruned(state)
    left = layout.segments(state / "audit" / "deck-0")
    left[0].path.unlink()
    report = verified(state)
    assert report.faults[0].index == left[0].first
    assert "no removal is on record" in report.faults[0].what


def test_what_is_held_in_the_middle_stays_until_the_hold_goes(state: Path) -> None:
    hold = Hold("case", START + timedelta(minutes=100), START + timedelta(minutes=120), (), "because", START)
    add_hold(state, hold, "ada")
    pruned(state)
    shard = state / "audit" / "deck-0"
    left = layout.segments(shard)
    assert left[0].first <= 100
    assert verified(state).ok
    assert json.loads(prove(shard, 110)[0])["incident"] == record(110).incident
    with pytest.raises(UsageError, match="not kept any more"):
        prove(shard, 300)
    opened(shard).close()
    remove_hold(state, "case", "settled", "ada")
    pruned(state)
    assert layout.segments(shard)[0].first > 400
    assert verified(state).ok


def test_a_hold_that_comes_meanwhile_counts(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = Hold("case", START, START + timedelta(minutes=1), (), "because", START)
    looked = retention.fates

    def added_after_the_look(log: Path, terms: Terms) -> Iterator[Fate]:
        found = looked(log, terms)
        first = next(found)
        add_hold(state, hold, "bob")
        yield first
        yield from found

    monkeypatch.setattr(retention, "fates", added_after_the_look)
    told = list(prune(state, ALL, WHY))
    assert [one.stays for one in told[:2]] == ["held: case", ""]
    assert layout.segments(state / "audit" / "deck-0")[0].first == 0


def test_holds_that_cannot_be_read_hold_everything(state: Path) -> None:
    holds_path(state).write_bytes(b"{")
    before = layout.segments(state / "audit" / "deck-0")
    with pytest.raises(DamagedHolds):
        pruned(state)
    assert layout.segments(state / "audit" / "deck-0") == before


def test_a_dry_run_removes_nothing(state: Path) -> None:
    before = layout.segments(state / "audit" / "deck-0")
    told = list(prune(state, ALL, WHY, dry_run=True))
    assert not told[0].stays
    assert layout.segments(state / "audit" / "deck-0") == before
    assert not (state / "audit" / "admin").exists()


@pytest.mark.parametrize("power", [True, False])
@pytest.mark.parametrize("at", range(1, 6))
def test_a_crash_on_the_way_is_made_up_for(state: Path, at: int, power: bool) -> None:
    with pytest.raises((Power, OSError)):
        list(prune(state, ALL, WHY, files=Failing(at, power=power)))
    assert verified(state).ok
    opened(state / "audit" / "deck-0").close()
    pruned(state)
    assert layout.segments(state / "audit" / "deck-0")[0].first > 400
    assert verified(state).ok
    said = [json.loads(line)["reason"] for line in records(state / "audit" / "admin")]
    assert len(said) == len(set(said))


def test_nothing_goes_whose_removal_cannot_be_recorded(state: Path) -> None:
    (state / "audit" / "admin").write_bytes(b"in the way")
    before = layout.segments(state / "audit" / "deck-0")
    with pytest.raises(OSError, match="admin"):
        pruned(state)
    assert layout.segments(state / "audit" / "deck-0") == before


def test_what_sinks_have_not_got_stays(state: Path) -> None:
    pruned(state, replace(ALL, shipped=lambda shard: 100 if shard == "deck-0" else 0))
    assert 50 < layout.segments(state / "audit" / "deck-0")[0].first <= 100
    assert layout.segments(state / "audit" / "deck-1")[0].first == 0


class Noting(Files):
    """A disk that notes what is done to names on it."""

    def __init__(self) -> None:
        self.did: list[tuple[str, str]] = []

    def remove(self, path: Path) -> None:
        self.did.append(("removed", path.parent.name))
        super().remove(path)

    def sync_folder(self, path: Path) -> None:
        self.did.append(("synced", path.name))
        super().sync_folder(path)


def test_what_was_said_to_be_gone_is_gone_when_the_power_goes(state: Path) -> None:
    disk = Noting()
    gone = [fate for fate in prune(state, ALL, WHY, files=disk) if not fate.stays]
    assert disk.did == [("removed", "records"), ("synced", "records")] * len(gone)
