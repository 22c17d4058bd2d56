"""A table of hashes that says no where it may, and yes where it must."""

from __future__ import annotations

import numpy as np

from quarterdeck.detect.cells import FIRST, SECOND, Cells

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def hashes(numbers: range) -> np.typing.NDArray[np.uint64]:
    return np.array(numbers, dtype=np.uint64) * _SPREAD


def test_all_that_was_added_is_known_and_hardly_anything_else() -> None:
    cells = Cells(5000)
    cells.add(hashes(range(1, 5001)))
    assert cells.known(hashes(range(1, 5001)))[0].tolist() == list(range(5000))
    assert len(cells.known(hashes(range(10_001, 20_001)))[0]) < 500
    assert len(cells.known(hashes(range(0)))[0]) == 0


def test_a_hash_is_known_by_its_kinds() -> None:
    cells = Cells(3)
    cells.add(hashes(range(1, 3)))
    cells.add(hashes(range(2, 4)), SECOND)
    rows, kinds = cells.known(hashes(range(1, 5)))
    assert rows.tolist() == [0, 1, 2]
    assert kinds.tolist() == [FIRST, FIRST | SECOND, SECOND]
