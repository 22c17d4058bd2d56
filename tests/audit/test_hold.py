"""A hold stands when its command has returned, is on record, and one that cannot be read is never taken for none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quarterdeck.audit.hold import DamagedHolds, Hold, add_hold, holds_path, read_holds, remove_hold
from quarterdeck.errors import UsageError
from tests.audit.shards import Failing, records

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
HOLD = Hold("case-7", MARCH, APRIL, (), "Doe against Roe", datetime(2026, 5, 1, 12, tzinfo=UTC))


def said(state: Path) -> list[str]:
    return [json.loads(line)["reason"] for line in records(state / "audit" / "admin")]


def test_a_hold_is_kept_as_it_was_added(tmp_path: Path) -> None:
    assert read_holds(tmp_path) == []
    ongoing = replace(HOLD, name="ongoing", start=None, end=None, principals=("1f", "2e"))
    add_hold(tmp_path, HOLD, "ada")
    add_hold(tmp_path, ongoing, "ada")
    assert read_holds(tmp_path) == [HOLD, ongoing]
    assert holds_path(tmp_path).stat().st_mode & 0o777 == 0o600


def test_each_change_is_on_record_with_its_reason(tmp_path: Path) -> None:
    add_hold(tmp_path, replace(HOLD, principals=("1f",)), "ada")
    assert remove_hold(tmp_path, "case-7", "settled", "bob").name == "case-7"
    assert said(tmp_path) == [
        "hold case-7 added: records of 1f from 2026-03-01T00:00:00Z until 2026-04-01T00:00:00Z: Doe against Roe",
        "hold case-7 removed: records of 1f from 2026-03-01T00:00:00Z until 2026-04-01T00:00:00Z: settled",
    ]
    assert read_holds(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "Case 7"}, "cannot be the name"),
        ({"name": "case-7"}, "already"),
        ({"name": "b", "start": APRIL, "end": MARCH}, "no time between"),
        ({"name": "b", "reason": " "}, "for a reason"),
        ({"name": "b", "reason": "two\nlines"}, "for a reason"),
    ],
)
def test_what_cannot_be_a_hold_is_refused(tmp_path: Path, change: dict[str, object], why: str) -> None:
    add_hold(tmp_path, HOLD, "ada")
    with pytest.raises(UsageError, match=why):
        add_hold(tmp_path, replace(HOLD, **change), "ada")  # type: ignore[arg-type]  # a table of changes
    assert read_holds(tmp_path) == [HOLD]
    assert len(said(tmp_path)) == 1


def test_only_a_hold_that_stands_is_removed_and_for_a_reason(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no hold 'case-7'"):
        remove_hold(tmp_path, "case-7", "settled", "bob")
    add_hold(tmp_path, HOLD, "ada")
    with pytest.raises(UsageError, match="for a reason"):
        remove_hold(tmp_path, "case-7", "", "bob")
    assert read_holds(tmp_path) == [HOLD]


@pytest.mark.parametrize("data", [b"", b"{}", b'{"form":2,"holds":[]}', b'{"form":1,"holds":[{"name":"a"}]}', b"[1]"])
def test_holds_that_cannot_be_read_are_not_taken_for_none(tmp_path: Path, data: bytes) -> None:
    holds_path(tmp_path).write_bytes(data)
    with pytest.raises(DamagedHolds, match="nothing is removed"):
        read_holds(tmp_path)
    with pytest.raises(DamagedHolds):
        add_hold(tmp_path, HOLD, "ada")
    assert holds_path(tmp_path).read_bytes() == data


@pytest.mark.parametrize("at", range(1, 5))
def test_a_disk_that_fails_leaves_the_hold_or_the_command_fails(tmp_path: Path, at: int) -> None:
    with pytest.raises(OSError, match="No space"):
        add_hold(tmp_path, HOLD, "ada", files=Failing(at))
    assert said_or_none(tmp_path) == []
    add_hold(tmp_path, replace(HOLD, name="b"), "ada")
    with pytest.raises(OSError, match="No space"):
        remove_hold(tmp_path, "b", "settled", "ada", files=Failing(at))
    # What is on record first is that it goes; it stands until it is gone.
    assert "b" in [one.name for one in read_holds(tmp_path)] or at == 4


def said_or_none(state: Path) -> list[str]:
    return said(state) if (state / "audit" / "admin").is_dir() else []


@pytest.mark.parametrize(
    ("moment", "line", "held"),
    [
        (MARCH, {"principal": "1f"}, True),
        (MARCH, {"client": "1f"}, True),
        (MARCH, {"principal": "2e"}, False),
        (MARCH, {}, False),
        (APRIL, {"principal": "1f"}, False),
        (datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), {"principal": "1f"}, False),
    ],
)
def test_what_a_hold_is_about(moment: datetime, line: dict[str, str], held: bool) -> None:
    assert replace(HOLD, principals=("1f",)).holds(moment, line) is held
    assert HOLD.holds(moment, line) is HOLD.covers(moment)
