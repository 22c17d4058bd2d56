"""Where in a text a term may begin: by the rarer of its first two words, of which most texts have none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.cells import FIRST, SECOND, Cells
from quarterdeck.detect.words import MASKS, Hashes, Ints, Words, eights_at

_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xD6E8FEB86659FD93)
_COUNT_BITS = 20


def beginnings(words: Words) -> Hashes:
    """What stands for the first eight bytes of each word; never 0."""
    found = eights_at(words.padded, words.starts)
    found &= MASKS.take(words.ends - words.starts, mode="clip")
    found *= _ODD
    return found


class Anchors:
    """Of terms whose first and second words begin so, the second with 0 where there is none."""

    def __init__(self, first: Hashes, second: Hashes) -> None:
        later = _rarer(first, second)
        self._later = bool(later.any())
        self._cells = Cells(len(first))
        self._cells.add(first[~later], FIRST)
        self._cells.add(second[later], SECOND)

    def rows(self, words: Words) -> Ints:
        """The words, by their numbers, with which a term may begin."""
        rows, kinds = self._cells.known(beginnings(words))
        if not self._later or not (kinds & SECOND).any():
            return rows
        found = set(rows[(kinds & FIRST) != 0].tolist())
        found.update(row - 1 for row in rows[(kinds & SECOND) != 0].tolist() if row)
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
