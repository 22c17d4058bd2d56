"""Which of many hashes may be among those of a list: a table that can be asked of all words of a text.

The first look is at all of them, and must cost next to nothing; what it takes for one by chance is seen at the second.
"""

from __future__ import annotations

import numpy as np

from quarterdeck.detect.words import Bytes, Hashes, Ints

_OTHER = np.uint64(0xD6E8FEB86659FD93)
_TAGS = np.uint64(3)
FIRST, SECOND = np.uint8(1), np.uint8(16)
"""Kinds of hashes, each a bit of four of a cell."""


class Cells:
    """Eight bits for each of the places that the first bits of a hash may mean; its next bits choose among them."""

    def __init__(self, count: int) -> None:
        bits = max(10, min(26, (8 * count).bit_length()))
        self._place = np.uint64(64 - bits)
        self._tag = np.uint64(62 - bits)
        self._cells: Bytes = np.zeros(1 << bits, dtype=np.uint8)
        self._others: Bytes = np.zeros(1 << bits, dtype=np.uint8)

    def add(self, hashes: Hashes, kind: np.uint8 = FIRST) -> None:
        """Take in hashes of a kind."""
        for cells, mixed in ((self._cells, hashes), (self._others, hashes * _OTHER)):
            places = (mixed >> self._place).view(np.int64)
            tags = (mixed >> self._tag) & _TAGS
            for tag in range(4):
                cells[places[tags == tag]] |= kind << np.uint8(tag)

    def known(self, hashes: Hashes) -> tuple[Ints, Bytes]:
        """Where in the array those are that may be there, and the kinds of each."""
        cells = self._cells.take((hashes >> self._place).view(np.int64))
        rows = np.flatnonzero(cells != 0)
        kinds = cells[rows]
        if not len(rows):
            return rows, kinds
        hashes = hashes[rows]
        kinds >>= ((hashes >> self._tag) & _TAGS).astype(np.uint8)
        hashes *= _OTHER
        others = self._others.take((hashes >> self._place).view(np.int64))
        kinds &= others >> ((hashes >> self._tag) & _TAGS).astype(np.uint8)
        kinds &= FIRST | SECOND
        there = kinds != 0
        return rows[there], kinds[there]
