"""Where in a text a term may begin: by the rarer of its first two words, of which most texts have none.

Small tables of bits say which words may be one. The first look is at all words of a text, and must cost next to
nothing; what it takes for one by chance is seen at the second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.words import MASKS, Bytes, Hashes, Ints, Words, eights

_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xD6E8FEB86659FD93)
_TAGS = np.uint64(3)
_COUNT_BITS = 20
_ONE = np.uint8(1)
# Words that are looked for because a term begins with them, or goes on with them, have four bits of a cell each.
_FIRST, _SECOND = np.uint8(0), np.uint8(4)


def beginnings(words: Words) -> Hashes:
    """What stands for the first eight bytes of each word; never 0."""
    # To make the eight bytes at every place ready costs less than to look for those of each word by itself.
    found: Hashes = eights(words.padded).take(words.starts)
    found &= MASKS.take(words.ends - words.starts, mode="clip")
    found *= _ODD
    return found


class _Cells:
    """Eight bits for each of the places that the first bits of a hash may mean; its next bits choose among them."""

    def __init__(self, count: int) -> None:
        bits = max(10, min(26, (8 * count).bit_length()))
        self._place = np.uint64(64 - bits)
        self._tag = np.uint64(62 - bits)
        self._cells: Bytes = np.zeros(1 << bits, dtype=np.uint8)

    def add(self, hashes: Hashes, kind: np.uint8) -> None:
        places = (hashes >> self._place).view(np.int64)
        tags = (hashes >> self._tag) & _TAGS
        for tag in range(4):
            self._cells[places[tags == tag]] |= _ONE << np.uint8(kind + tag)

    def known(self, hashes: Hashes) -> tuple[Ints, Bytes]:
        """Which of these may be there, and for each a bit of its kind."""
        cells = self._cells.take((hashes >> self._place).view(np.int64))
        rows = np.flatnonzero(cells != 0)
        if not len(rows):
            return rows, cells[rows]
        tags = ((hashes[rows] >> self._tag) & _TAGS).astype(np.uint8)
        kinds = cells[rows] >> tags
        kinds &= _ONE << _FIRST | _ONE << _SECOND
        there = kinds != 0
        return rows[there], kinds[there]


class Anchors:
    """Of terms whose first and second words begin so, the second with 0 where there is none."""

    def __init__(self, first: Hashes, second: Hashes) -> None:
        later = _rarer(first, second)
        self._later = bool(later.any())
        self._cells, self._others = _Cells(len(first)), _Cells(len(first))
        for hashes, kind in ((first[~later], _FIRST), (second[later], _SECOND)):
            self._cells.add(hashes, kind)
            self._others.add(hashes * _OTHER, kind)

    def rows(self, words: Words) -> Ints:
        """The words, by their numbers, with which a term may begin."""
        begun = beginnings(words)
        rows, kinds = self._cells.known(begun)
        if not len(rows):
            return rows
        again, others = self._others.known(begun[rows] * _OTHER)
        rows, kinds = rows[again], kinds[again] & others
        if not self._later or not (kinds & _ONE << _SECOND).any():
            return rows
        found = set(rows[(kinds & _ONE << _FIRST) != 0].tolist())
        found.update(row - 1 for row in rows[(kinds & _ONE << _SECOND) != 0].tolist() if row)
        return np.array(sorted(found), dtype=np.int64)


def _rarer(first: Hashes, second: Hashes) -> NDArray[np.bool_]:
    """Where the second word is in fewer terms than the first."""
    there = second != 0
    in_first, in_second = _counts(first, second, there)
    # What shares its place with a word of many terms does so in one of two counts, but hardly in both.
    others_first, others_second = _counts(first * _OTHER, second * _OTHER, there)
    rarer: NDArray[np.bool_] = np.minimum(in_second, others_second) < np.minimum(in_first, others_first)
    rarer &= there
    return rarer


def _counts(first: Hashes, second: Hashes, there: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """In how many terms the first and the second words of each are, or more."""
    places = [(hashes >> np.uint64(64 - _COUNT_BITS)).view(np.int64) for hashes in (first, second)]
    counts = np.bincount(places[0], minlength=1 << _COUNT_BITS)
    counts += np.bincount(places[1][there], minlength=1 << _COUNT_BITS)
    return counts[places[0]], counts[places[1]]
