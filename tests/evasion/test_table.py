"""The table itself: every row of the list is there with siblings, no id twice, every gap names a vector."""

from __future__ import annotations

from collections import Counter

import pytest

from .gaps import KNOWN_GAPS
from .rows import ALL, CONTENT

ROWS = (
    "E01 E03 E04 E05 E06 E08 E10 E12 E13 E14 E15 E17 E19 E20 E21 E23 E24 E25 E26 E33 E35 E36 E37 E38 E39 E41 E42 E43 "
    "E45 E47 E49 E50 E51 E52 E53 E54 E55 E28 E31 E56 E58 E59 E61 E63 E64 E65 E66 E68 E70 E72 E73 E75 E77 E79 E81 E83 "
    "E87 E89"
).split()
EVERY = ALL + CONTENT


@pytest.mark.parametrize("row", ROWS)
def test_row_has_siblings(row: str) -> None:
    assert sum(vector.row == row for vector in EVERY) >= 5


def test_ids_are_unique() -> None:
    assert [name for name, times in Counter(vector.id for vector in EVERY).items() if times > 1] == []


def test_every_gap_is_a_vector_with_a_reason() -> None:
    assert set(KNOWN_GAPS) <= {vector.id for vector in EVERY}
    assert all(reason for reason in KNOWN_GAPS.values())


def test_ordinary_requests_are_many() -> None:
    assert sum(vector.expect == "P" for vector in ALL) >= 80
    assert sum(vector.expect == "P" for vector in CONTENT) >= 500
