"""Hashes under a key, of many short byte strings at once, for as little as they can cost.

Who has the key can tell whether a guess is right, and who has many hashes of what is known to him may find the key: a
file of them is encrypted, and nobody else ever sees one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from quarterdeck.detect.words import MASKS, Bytes, Hashes, Ints, eights, eights_at

LONGEST = 64
"""Of a longer string the first so many bytes count, and its length."""
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Keyed:
    """Hashes under one key of 16 bytes; of 64 bits, all of which depend on every byte."""

    key: bytes = field(repr=False)
    _factors: tuple[np.uint64, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        drawn = blake2b(self.key, digest_size=64, person=b"quick hashes").digest()
        # Odd ones lose nothing of what they are multiplied with.
        factors = tuple(np.uint64(int.from_bytes(drawn[at : at + 8], "little") | 1) for at in range(0, 32, 8))
        object.__setattr__(self, "_factors", factors)

    def of(self, padded: Bytes, starts: Ints, ends: Ints) -> Hashes:
        """The hashes of slices of an array that has at least 8 bytes after the last of them."""
        view = eights(padded)
        sizes = ends - starts
        first = eights_at(padded, starts)
        first &= MASKS.take(sizes, mode="clip")
        hashes = self.heads(first, sizes)
        for offset in range(8, min(LONGEST, int(sizes.max(initial=0))), 8):
            rows = np.flatnonzero(sizes > offset)
            more = view[starts[rows] + offset] & MASKS.take(sizes[rows] - offset, mode="clip")
            hashes[rows] = self._and(hashes[rows], more)
        return hashes

    def heads(self, eight: Hashes, sizes: Ints) -> Hashes:
        """The hashes of strings of which there are eight bytes (zeros after a shorter one's end) and the size."""
        hashes: Hashes = eight * self._factors[0]
        hashes += sizes.astype(np.uint64) * self._factors[1]
        hashes ^= hashes >> _HALF
        hashes *= self._factors[2]
        hashes ^= hashes >> _HALF
        return hashes

    def runs(self, hashes: Hashes, size: int) -> Hashes:
        """The hash of each so many hashes that follow each other."""
        count = max(0, len(hashes) - size + 1)
        found = hashes[:count].copy()
        for offset in range(1, size):
            found = self._and(found, hashes[offset : offset + count])
        return found

    def _and(self, hashes: Hashes, more: Hashes) -> Hashes:
        found: Hashes = hashes * self._factors[2]
        found += more
        found *= self._factors[3]
        found ^= found >> _HALF
        return found
