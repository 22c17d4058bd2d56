"""A tree that grows from any of its sizes is the tree of all its leaves, and hands out each full tile once."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.audit.growth import Growth
from quarterdeck.audit.tile import WIDTH, Tile
from quarterdeck.audit.tree import HASH_BYTES, root

LEAVES = [sha256(b"%d" % number).digest() for number in range(140_000)]


def grown(size: int) -> Growth:
    growth = Growth()
    for leaf in LEAVES[:size]:
        growth.append(leaf)
    return growth


@given(
    st.one_of(st.integers(0, 1200), st.sampled_from([65_535, 65_536, 65_537, 131_072, 132_000])), st.integers(0, 600)
)
@settings(max_examples=25, deadline=None)
def test_it_may_go_on_from_what_its_rows_end_in(size: int, more: int) -> None:
    rows = list(_rows(grown(size)))
    growth = Growth(size, rows)
    assert growth.root() == root(LEAVES[:size])
    for leaf in LEAVES[size : size + more]:
        growth.append(leaf)
    assert (growth.size, growth.root()) == (size + more, root(LEAVES[: size + more]))


def _rows(growth: Growth) -> list[bytes]:
    partial = {tile.level: data for tile, data in growth.partial()}
    return [partial.get(level, b"") for level in range(8)]


def test_full_tiles_are_handed_out_until_they_are_kept() -> None:
    growth = grown(65_536 + 300)
    full = growth.full()
    assert [tile for tile, _ in full if tile.level == 1] == [Tile(1, 0)]
    assert [tile.index for tile, _ in full if tile.level == 0] == list(range(257))
    assert all(len(data) == WIDTH * HASH_BYTES for _, data in full)
    growth.kept()
    assert growth.full() == []
    assert [(tile.level, tile.index, tile.width) for tile, _ in growth.partial()] == [
        (0, 257, 44),
        (1, 1, 1),
        (2, 0, 1),
    ]


@pytest.mark.parametrize(("size", "rows"), [(1, []), (0, [b"x" * 32]), (256, [b"", b""]), (3, [b"x" * 95])])
def test_rows_that_are_not_those_of_the_size_are_refused(size: int, rows: list[bytes]) -> None:
    with pytest.raises(ValueError, match="does not end in"):
        Growth(size, rows)
