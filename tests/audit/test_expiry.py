"""A segment goes only when nothing at all speaks for it, and what speaks for it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.expiry import Fate, Terms, fates, signed_size
from quarterdeck.audit.hold import Hold
from tests.audit.recorded import NOON, keep, record, state_with

START = datetime.fromtimestamp(NOON, UTC)
LATER = START + timedelta(days=30)
COUNT = 600


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of one shard: a record a minute from noon on, in segments of some twelve."""
    return state_with(tmp_path / "var", COUNT) / "audit"


def found(log: Path, terms: Terms) -> list[Fate]:
    return list(fates(log, terms))


def gone(log: Path, terms: Terms) -> int:
    """How many records may go, if it is the oldest ones."""
    free = [one for one in found(log, terms) if not one.stays]
    assert free == found(log, terms)[: len(free)]
    return free[-1].records.stop if free else 0


def test_what_is_past_the_limit_may_go_as_far_as_full_tiles_keep_its_hashes(log: Path) -> None:
    segments = layout.segments(log / "deck-0")
    last = max(one.first for one in segments if one.first <= 512)
    assert gone(log, Terms(LATER)) == last
    told = found(log, Terms(LATER))
    assert told[-1].stays == "it is being written to"
    assert told[-2].stays == "fewer than 256 records have come after it"
    assert len(told) == len(segments)


@pytest.mark.parametrize("minutes", [0, 100, 300])
def test_a_segment_stays_while_its_newest_record_is_within_the_limit(log: Path, minutes: int) -> None:
    terms = Terms(START + timedelta(minutes=minutes))
    expected = max(one.first for one in layout.segments(log / "deck-0") if one.first <= minutes)
    assert gone(log, terms) == expected
    assert next(one.stays for one in found(log, terms) if one.stays) == "it is within the limit"


def test_one_younger_record_in_a_segment_keeps_it(tmp_path: Path) -> None:
    """Records are not in the order of their times: a request may have taken an hour."""
    log = tmp_path / "audit"
    young = [record(number, **({"time": NOON + 90_000} if number == 3 else {})) for number in range(600)]
    keep(log, young, key=None)
    terms = Terms(START + timedelta(days=1))
    assert found(log, terms)[0].stays == "it is within the limit"
    assert found(log, terms)[1].stays == ""


@pytest.mark.parametrize("shipped", [0, 40, 300])
def test_what_a_sink_has_not_got_stays(log: Path, shipped: int) -> None:
    terms = Terms(LATER, shipped=lambda shard: shipped if shard == "deck-0" else 0)
    assert gone(log, terms) == max(one.first for one in layout.segments(log / "deck-0") if one.first <= shipped)
    stays = next(one.stays for one in found(log, terms) if one.stays)
    assert stays == f"not all of it has been shipped: a sink is at record {shipped}"


def test_what_is_held_stays_whole(log: Path) -> None:
    begin, end = START + timedelta(minutes=100, seconds=30), START + timedelta(minutes=101)
    hold = Hold("case", begin, end, (), "because", LATER)
    assert gone(log, Terms(LATER, [hold])) > 500
    hold = replace(hold, end=end + timedelta(seconds=1))
    held = [one for one in found(log, Terms(LATER, [hold])) if one.stays.startswith("held")]
    assert [101 in one.records for one in held] == [True]
    assert held[0].stays == "held: case"


def test_a_hold_on_a_person_keeps_the_segments_with_a_record_of_theirs(log: Path) -> None:
    hold = Hold("case", None, None, ("user-1",), "because", LATER)
    assert gone(log, Terms(LATER, [hold])) == 0
    assert gone(log, Terms(LATER, [replace(hold, principals=("nobody",))])) > 500


@pytest.mark.parametrize("what", ["changed", "cut", "added", "no tile", "unreadable"])
def test_what_is_not_as_it_was_signed_is_not_removed(log: Path, what: str) -> None:
    path = layout.segments(log / "deck-0")[2].path
    data = path.read_bytes()
    if what == "changed":
        path.write_bytes(data.replace(b"allow", b"block", 1))
    elif what == "cut":
        path.write_bytes(data[: data.index(b"\n") + 1])
    elif what == "added":
        path.write_bytes(data + data[: data.index(b"\n") + 1])
    elif what == "unreadable":
        path.write_bytes(data.replace(b'"time"', b'"tame"'))
    else:
        (log / "deck-0" / "tile" / "0" / "000").unlink()
    fate = found(log, Terms(LATER))[2]
    assert fate.stays
    assert "audit verify" in fate.stays or what == "unreadable"


def test_a_segment_before_one_that_was_removed_ends_where_its_records_end(log: Path) -> None:
    segments = layout.segments(log / "deck-0")
    segments[3].path.unlink()
    after = range(segments[3].first, segments[4].first)
    assert "is missing" in found(log, Terms(LATER))[2].stays
    fate = found(log, Terms(LATER, removed={"deck-0": [after]}))[2]
    assert (fate.stays, fate.records) == ("", range(segments[2].first, after.start))


def test_what_is_not_signed_yet_stays(log: Path) -> None:
    (log / "deck-0" / layout.CHECKPOINT).unlink()
    assert signed_size(log / "deck-0") == 0
    assert gone(log, Terms(LATER)) == 0


def test_the_shard_of_commands_is_never_removed(log: Path) -> None:
    (log / "deck-0").rename(log / "admin")
    assert found(log, Terms(LATER)) == []
