"""What is on record as removed is read as it was written, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.audit.deed import deed, record_deed
from quarterdeck.audit.removal import first_not_in, reason, removals
from quarterdeck.model.record import Outcome, Record


def test_removals_are_read_as_they_were_recorded(tmp_path: Path) -> None:
    record_deed(
        tmp_path,
        deed(reason("deck-0", range(4096), "older than 180 days")),
        deed("hold: added"),
        deed(reason("deck-11", range(7, 9), "older than 180 days")),
        deed(reason("deck-0", range(4096, 5000), "older than 180 days")),
    )
    admin = tmp_path / "audit" / "admin"
    assert removals(admin, 4) == {"deck-0": [range(4096), range(4096, 5000)], "deck-11": [range(7, 9)]}
    # The last of them is not signed.
    assert removals(admin, 3)["deck-0"] == [range(4096)]
    assert removals(tmp_path / "nowhere", 4) == {}


@pytest.mark.parametrize(
    "said",
    [
        "deleted: deck-0 records 0-4095",
        "it was deleted: deck-0 records 0-4095, old",
        "deleted: admin records 0-4095, old",
        "deleted: deck-0 records x-4095, old",
        "deleted: deck-0 records 0-4095, old\nand more",
    ],
)
def test_nothing_else_is_taken_for_a_removal(tmp_path: Path, said: str) -> None:
    record_deed(tmp_path, deed(said))
    assert removals(tmp_path / "audit" / "admin", 1) == {}


def test_only_the_log_itself_says_what_was_removed(tmp_path: Path) -> None:
    """A person may give any reason for going on, say."""
    said = reason("deck-0", range(10), "old")
    record_deed(tmp_path, Record("grant", incident="x", time=0.0, outcome=Outcome.GRANTED, reason=said))
    assert removals(tmp_path / "audit" / "admin", 1) == {}


@pytest.mark.parametrize(
    ("removed", "first"),
    [
        ([], 10),
        ([range(30)], 20),
        ([range(10, 15)], 15),
        ([range(15, 20), range(10, 15)], 20),
        ([range(11, 20)], 10),
        ([range(10, 12), range(13, 20)], 12),
    ],
)
def test_the_first_record_of_which_nothing_is_said(removed: list[range], first: int) -> None:
    assert first_not_in(range(10, 20), removed) == first
