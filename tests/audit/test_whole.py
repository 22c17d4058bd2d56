"""A log is verified with what somebody brings along: what is missing, rolled back or forked against that is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.deed import deed, record_deed
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.removal import reason
from quarterdeck.audit.verify import Hashes, Report, hashes_of
from quarterdeck.audit.whole import Trust, in_order, verify_log
from quarterdeck.audit.witness import Witness
from quarterdeck.audit.witnessing import show
from tests.audit.recorded import state_with
from tests.audit.shards import line, lines, named, opened
from tests.audit.witnesses import made


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return state_with(tmp_path / "var", 300, 20) / "audit"


@pytest.fixture
def witness(log: Path, tmp_path: Path) -> Witness:
    """It has seen all of the log."""
    one = made(tmp_path / "w", [named(log / "deck-0").verifier.vkey])
    for shard in layout.shards(log):
        look(shard, one)
    return one


def look(shard: Path, witness: Witness) -> None:
    def post(body: bytes) -> tuple[int, bytes]:
        answer = witness.add(body)
        return answer.status, answer.body

    show(shard, witness.verifier, post)


def hashes(segments: list[Segment]) -> Hashes:
    return ((one, hashes_of(one)) for one in segments)


def verified(log: Path, **trust: object) -> list[Report]:
    return verify_log(layout.shards(log), Trust(**trust), hashes)  # type: ignore[arg-type]  # a table of its fields


def told(reports: list[Report]) -> str:
    return " | ".join(f"{one.shard.name}: {fault.what}" for one in reports for fault in one.faults)


def test_one_key_is_enough_for_all_shards(log: Path) -> None:
    record_deed(log.parent, deed("looked at"))
    reports = verified(log, vkeys=[named(log / "deck-1").verifier.vkey])
    assert [(one.shard.name, one.ok) for one in reports] == [("deck-0", True), ("deck-1", True), ("admin", True)]
    assert [one.keys for one in reports] == [(named(one.shard).verifier.vkey,) for one in reports]


def test_two_shards_cannot_change_places(log: Path) -> None:
    (log / "deck-0").rename(log / "deck-2")
    (log / "deck-1").rename(log / "deck-0")
    (log / "deck-2").rename(log / "deck-1")
    assert "none of the given keys" in told(verified(log, vkeys=[named(log / "deck-0").verifier.vkey]))


def test_what_commands_did_is_verified_first(log: Path) -> None:
    assert in_order([log / "deck-0"]) == [log / "deck-0"]
    record_deed(log.parent, deed("looked at"))
    assert in_order(layout.shards(log)) == [log / "admin", log / "deck-0", log / "deck-1"]
    assert in_order([log / "deck-1"]) == [log / "admin", log / "deck-1"]


def test_what_is_on_record_as_removed_may_be_missing(log: Path) -> None:
    found = layout.segments(log / "deck-0")
    found[0].path.unlink()
    gone = range(found[1].first)
    assert "no removal is on record" in told(verified(log))
    assert told(verified(log, extract=True)) == ""
    record_deed(log.parent, deed(reason("deck-0", gone, "old")))
    reports = verified(log)
    assert (told(reports), reports[0].removed) == ("", len(gone))
    assert told(verify_log([log / "deck-0"], Trust(), hashes)) == ""


@pytest.mark.parametrize("read", ["before", "after"])
@pytest.mark.parametrize("known", [True, False], ids=["one of many", "the first"])
def test_what_retention_removes_meanwhile_is_no_fault(log: Path, read: str, known: bool) -> None:
    """The shard of commands is read before the removal, and the files are listed while they are there."""
    if known:
        record_deed(log.parent, deed("looked at"))
    found = layout.segments(log / "deck-0")
    gone = range(found[1].first)

    def removing(segments: list[Segment]) -> Hashes:
        if segments and segments[0].path == found[0].path and found[0].path.exists():
            record_deed(log.parent, deed(reason("deck-0", gone, "old")))
            found[0].path.unlink()
            if read == "after":
                segments = segments[1:]
        return ((one, hashes_of(one)) for one in segments)

    reports = verify_log(layout.shards(log), Trust(), removing)
    assert (told(reports), reports[0].removed) == ("", len(gone))


def test_a_file_that_goes_and_was_not_removed_is_a_fault(log: Path) -> None:
    record_deed(log.parent, deed("looked at"))
    found = layout.segments(log / "deck-0")

    def taking(segments: list[Segment]) -> Hashes:
        found[0].path.unlink(missing_ok=True)
        return ((one, hashes_of(one)) for one in segments)

    assert "no removal is on record" in told(verify_log(layout.shards(log), Trust(), taking))


def test_a_record_in_a_shard_that_does_not_hold_excuses_nothing(log: Path) -> None:
    found = layout.segments(log / "deck-0")
    found[0].path.unlink()
    record_deed(log.parent, deed(reason("deck-0", range(found[1].first), "old")))
    (log / "admin" / layout.CHECKPOINT).write_bytes(b"")
    assert "deck-0: records 0 to" in told(verified(log))


def test_a_witness_says_how_far_it_has_seen_each_shard(log: Path, witness: Witness) -> None:
    more = opened(log / "deck-1")
    more.append(lines(20, 5))
    more.close()
    reports = verified(log, witnesses=[witness.verifier], threshold=1)
    assert told(reports) == ""
    assert [one.witnessed.size if one.witnessed else None for one in reports] == [300, 20]
    assert [one.records for one in reports] == [300, 25]
    assert verified(log)[0].witnessed is None


def test_a_witness_that_has_seen_nothing_is_missed(log: Path, witness: Witness, tmp_path: Path) -> None:
    other = made(tmp_path / "other", [], 2).verifier
    assert "0 of the given witnesses" in told(verified(log, witnesses=[other], threshold=1))
    assert told(verified(log, witnesses=[witness.verifier, other], threshold=1)) == ""
    assert "1 of the given witnesses" in told(verified(log, witnesses=[witness.verifier, other], threshold=2))
    shutil.rmtree(log / "deck-1" / layout.WITNESSED)
    assert "deck-1: 0 of the given witnesses" in told(verified(log, witnesses=[witness.verifier], threshold=1))


def rewritten(shard: Path, records: list[bytes]) -> None:
    """Another log of the same key in its place, with what the witness had signed."""
    for path in ("records", "tile", "checkpoints"):
        shutil.rmtree(shard / path, ignore_errors=True)
    (shard / layout.CHECKPOINT).unlink()
    one = opened(shard)
    one.append(records)
    one.close()


def test_a_log_that_was_rolled_back_is_told_by_what_its_witness_has_seen(log: Path, witness: Witness) -> None:
    rewritten(log / "deck-1", lines(0, 7))
    reports = verified(log, witnesses=[witness.verifier], threshold=1)
    assert not reports[1].ok
    rewritten(log / "deck-1", [line(0)])
    assert "20 records were signed, and 1 are there" in told(verified(log, witnesses=[witness.verifier], threshold=1))


@pytest.mark.parametrize("count", [20, 40])
def test_a_log_that_was_written_anew_is_told_by_what_its_witness_has_seen(
    log: Path, witness: Witness, count: int
) -> None:
    rewritten(log / "deck-1", lines(100, count))
    reports = verified(log, witnesses=[witness.verifier], threshold=1)
    assert "deck-1: the first 20 records are not those that were signed" in told(reports)
    assert reports[1].faults[0].index == 0


def test_what_a_witness_signed_is_held_against_the_log_also_without_its_key(log: Path, witness: Witness) -> None:
    rewritten(log / "deck-1", lines(0, 7))
    assert "20 records were signed, and 7 are there" in told(verified(log))


def test_what_a_witness_keeps_itself_tells_it_too(log: Path, witness: Witness) -> None:
    seen = witness.newest(named(log / "deck-1").origin)
    rewritten(log / "deck-1", lines(100, 40))
    shutil.rmtree(log / "deck-1" / layout.WITNESSED)
    assert told(verified(log)) == ""
    assert "deck-1: the first 20 records are not those" in told(verified(log, kept=[seen]))
    shutil.rmtree(log / "deck-1")
    key = named(log / "deck-0").verifier.vkey
    assert "deck-1: 20 records were signed, and the shard is not there" in told(verified(log, kept=[seen], vkeys=[key]))


def test_a_checkpoint_of_another_log_is_no_use(log: Path, tmp_path: Path) -> None:
    other = state_with(tmp_path / "other", 5) / "audit" / "deck-0" / layout.CHECKPOINT
    note = other.read_bytes().replace(b"\n5\n", b"\n6\n")
    with pytest.raises(Untrusted):
        verified(log, kept=[note])
