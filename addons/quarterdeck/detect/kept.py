"""What was found in a text, kept by its digest: most of a long conversation comes again with every message.

The text itself is not kept, nothing is on disk, and all of it goes with the detectors that found it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.hits import Hit

MOST = 16 << 20
"""Bytes that all of it may take, roughly."""
_ENTRY = 320
_HIT = 200


class Found(NamedTuple):
    """The hits in a text, and what it cost to decode it."""

    hits: tuple[Hit, ...]
    characters: int
    runs: int


class Kept:
    """What nobody asks for is forgotten: it fills one half, and when that is full it takes the place of the other.

    One may be used by several threads at once: at worst something is forgotten too early.
    """

    __slots__ = ("_before", "_now", "_room", "most")

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._now: dict[bytes, Found] = {}
        self._before: dict[bytes, Found] = {}
        self._room = most // 2

    def __repr__(self) -> str:
        return f"Kept({len(self)})"

    def __len__(self) -> int:
        return len(self._now) + len(self._before)

    def hits(self, way: bytes, data: bytes, budget: Budget, found: Iterable[Hit]) -> tuple[Hit, ...]:
        """What is `found` in this UTF-8 in some `way`: looked for now, or when it was last asked for.

        The budget pays for it either way. Where it might not be able to, nothing is kept or recalled.
        """
        if not budget.ample:
            return tuple(found)
        key = way + hashlib.blake2b(data, digest_size=32).digest()
        known = self._now.get(key)
        if known is None:
            known = self._before.get(key)
            if known is None:
                characters, runs = budget.characters, budget.runs
                known = Found(tuple(found), characters - budget.characters, runs - budget.runs)
                if not budget.exhausted:
                    self._keep(key, known)
                return known.hits
            self._keep(key, known)
        budget.characters -= known.characters
        budget.runs -= known.runs
        return known.hits

    def _keep(self, key: bytes, found: Found) -> None:
        size = _ENTRY + _HIT * len(found.hits)
        if size > self.most // 16:
            return
        if size > self._room:
            self._before, self._now, self._room = self._now, {}, self.most // 2
        self._now[key] = found
        self._room -= size
