"""docs/evasion.md shows what these tests prove: each row of the vectors, each gap with its reason, and no row else."""

from __future__ import annotations

import re
from pathlib import Path

from .gaps import KNOWN_GAPS
from .rows import ALL, CONTENT

PAGE = (Path(__file__).parents[2] / "docs" / "evasion.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def table(section: str) -> dict[str, list[str]]:
    """The other cells of each row, by the first."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in SECTIONS[section].splitlines()]
    return {row[0]: row[1:] for row in rows if re.match(r"E[0-9]{2}", row[0])}


def test_the_table_has_each_row_of_the_vectors_and_no_other() -> None:
    assert set(table("The table")) == {vector.row for vector in ALL + CONTENT} - {"P"}


def test_each_gap_is_told_with_its_reason() -> None:
    assert table("Known gaps") == {name: [reason] for name, reason in KNOWN_GAPS.items()}


def test_a_row_holds_all_but_its_gaps() -> None:
    gaps = {name.partition("-")[0] for name in KNOWN_GAPS}
    assert {row for row, cells in table("The table").items() if cells[-1] != "all"} == gaps


def test_what_is_for_later_is_not_in_the_table() -> None:
    later = table("For later")
    assert later
    assert not set(later) & set(table("The table"))
    assert all(cell for cells in later.values() for cell in cells)
