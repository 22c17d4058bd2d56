"""Values of the organization's own records in a text, known by their keyed hashes alone.

A value is its letters and digits, in lower case and without what stands between them: `4111-1111` is `4111 1111`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.cells import Cells
from quarterdeck.detect.keyed import Keyed
from quarterdeck.detect.words import MASKS, PAD, Bytes, Hashes, Ints, Words, eights_at, folded, folded_utf8

SHORTEST = 3
"""Values of fewer letters and digits are left out: they stand everywhere."""
SHORTEST_ALONE = 6
"""Shorter ones count only together with others of their row."""
HEAD = 8
"""So many of its first letters tell of most words that no value begins there."""
# The most groups that a value is written in: an IBAN of 34 in fours.
_MOST_WORDS = 9
# The most bytes between two words of one value; what stands between two texts of a body is longer.
_GAP = 2
_PIECE = 1 << 16
_OVER = 1024
_MANY = 1 << 20


@dataclass(frozen=True, slots=True)
class Records:
    """Cells in the order of their `hashes`, each with its row and column (of which `alone` says what counts alone).

    `sizes` has a one at each length that a value has; `heads` are the hashes of their first letters.
    """

    hashes: Hashes
    rows: NDArray[np.uint32]
    columns: NDArray[np.uint8]
    alone: tuple[bool, ...]
    needed: int
    sizes: Bytes
    heads: Hashes


def squeezed(values: list[str]) -> tuple[Bytes, Ints, Ints]:
    """The values one after the other without what stands between letters, padded; and where each begins and ends."""
    words = Words(folded("\n".join(value.replace("\n", " ") for value in values)))
    text, starts, _ends = _squeeze(words)
    lines = np.concatenate(([-1], np.flatnonzero(np.frombuffer(words.data, dtype=np.uint8) == 10), [len(words.data)]))
    places = np.searchsorted(words.starts, lines)
    bounds = np.concatenate((starts, [len(text) - len(PAD)]))
    return text, bounds[places[:-1]], bounds[places[1:]]


def cells(keyed: Keyed, text: Bytes, starts: Ints, ends: Ints) -> tuple[Hashes, Hashes]:
    """The hashes of values, and of their first letters."""
    return keyed.of(text, starts, ends), keyed.of(text, starts, np.minimum(ends, starts + HEAD))


def _squeeze(words: Words) -> tuple[Bytes, Ints, Ints]:
    """The letters of all words one after the other, padded, and where each word begins and ends among them."""
    sizes = words.ends - words.starts
    ends = np.cumsum(sizes)
    text = np.concatenate((words.padded.compress(words.inside), np.frombuffer(PAD, dtype=np.uint8)))
    return text, ends - sizes, ends


@dataclass(frozen=True, slots=True)
class _Seen:
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    hashes: list[int] = field(default_factory=list)


class ExactData:
    """Finds values that count alone, and values of one row that stand within `within` characters of each other."""

    sign = b""

    def __init__(
        self,
        id: str,  # noqa: A002  the protocol's name
        records: Records,
        key: bytes,
        confidence: float = 1.0,
        within: int = 300,
    ) -> None:
        self.id = id
        self.confidence = confidence
        self._records = records
        self._keyed = Keyed(key)
        self._within = within
        self._alone = np.array(records.alone, dtype=bool)
        lengths = sorted({min(size, HEAD) for size in np.flatnonzero(records.sizes).tolist()})
        self._lengths: Ints = np.array(lengths, dtype=np.int64)[:, None]
        self._heads = Cells(len(records.heads))
        self._heads.add(records.heads)

    def __repr__(self) -> str:
        return f"ExactData({self.id!r}, {len(self._records.hashes)} cells)"

    def maybe(self, data: bytes) -> bool:
        """Whether any finding is in this UTF-8."""
        return next(self._found(folded_utf8(data)), None) is not None

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """Where values stand in the text, in characters."""
        low = data if len(data) == len(text) else folded(text)
        at = before = 0
        for start, end in sorted(self._found(low)):
            before += len(low[at:start].decode())
            at = start
            yield before, before + len(low[start:end].decode())

    def _found(self, low: bytes) -> Iterator[tuple[int, int]]:
        seen = _Seen()
        begin = 0
        while begin < len(low) and len(self._records.hashes):
            end = low.rfind(b" ", begin, begin + _PIECE) + 1 if len(low) - begin > _PIECE else len(low)
            end = end if end > begin else len(low)
            more = low.find(b" ", end + _OVER)
            self._values(begin, Words(low[begin : len(low) if more < 0 else more]), end - begin, seen)
            begin = end
        # Too few values of a row are none, unless some count alone.
        if len(seen.starts) >= (1 if self._alone.any() else self._records.needed):
            yield from self._counting(seen)

    def _values(self, base: int, words: Words, below: int, seen: _Seen) -> None:
        """Everything in a piece of text that is a cell's value."""
        text, starts, ends = _squeeze(words)
        firsts = self._begin(text, starts[words.starts < below], ends)
        if not len(firsts):
            return
        # A value may be written as several words, if nothing but a sign or two stands between them.
        far = np.concatenate(([0], np.cumsum(words.starts[1:] - words.ends[:-1] > _GAP)))
        lasts = firsts[:, None] + np.arange(_MOST_WORDS)
        there = lasts < len(words)
        lasts = np.minimum(lasts, len(words) - 1)
        there &= far[lasts] == far[firsts][:, None]
        sizes = ends[lasts] - starts[firsts][:, None]
        there &= self._records.sizes[np.minimum(sizes, len(self._records.sizes) - 1)] != 0
        which, _ = np.nonzero(there)
        rows, last = firsts[which], lasts[there]
        hashes = self._keyed.of(text, starts[rows], ends[last])
        known = self._records.hashes
        at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        found = known[at] == hashes
        seen.starts.extend((words.starts[rows[found]] + base).tolist())
        seen.ends.extend((words.ends[last[found]] + base).tolist())
        seen.hashes.extend(hashes[found].tolist())

    def _begin(self, text: Bytes, starts: Ints, ends: Ints) -> Ints:
        """The words, by their numbers, with the letters of which a value may begin."""
        if not len(starts):
            return starts
        heads = self._keyed.heads(eights_at(text, starts) & MASKS[self._lengths], self._lengths)
        known, _ = self._heads.known(heads.ravel())
        if not len(known):
            return known
        rows, lengths = known % len(starts), self._lengths.ravel()[known // len(starts)]
        # A value so short that all of its letters were seen ends where some word does.
        past = starts[rows] + lengths
        rows = rows[(lengths == HEAD) | (ends[np.minimum(np.searchsorted(ends, past), len(ends) - 1)] == past)]
        return np.array(sorted(set(rows.tolist())), dtype=np.int64)

    def _counting(self, seen: _Seen) -> Iterator[tuple[int, int]]:
        """Of the values that were seen those that count: alone, or with enough others of their row beside them."""
        starts, ends = np.array(seen.starts), np.array(seen.ends)
        order = np.lexsort((-ends, starts))
        # What stands within a longer value, as a name does in an address, is no further one.
        longest = np.maximum.accumulate(ends[order])
        order = order[np.concatenate(([True], ends[order][1:] > longest[:-1]))]
        starts, ends, hashes = starts[order], ends[order], np.array(seen.hashes, dtype=np.uint64)[order]
        lows = np.searchsorted(self._records.hashes, hashes, "left")
        counts = np.searchsorted(self._records.hashes, hashes, "right") - lows
        totals = np.cumsum(counts)
        counted = np.zeros(len(starts), dtype=bool)
        first = 0
        while first < len(starts):
            past = max(
                int(np.searchsorted(totals, (totals[first - 1] if first else 0) + _MANY, "right")),
                int(np.searchsorted(starts, starts[first] + self._within, "right")),
            )
            past = min(past, len(starts))
            self._count(first, past, lows, counts, starts, counted)
            if past == len(starts):
                break
            first = max(first + 1, int(np.searchsorted(starts, starts[past] - self._within)))
        yield from {(int(starts[at]), int(ends[at])) for at in np.flatnonzero(counted)}

    def _count(self, first: int, past: int, lows: Ints, counts: Ints, starts: Ints, counted: NDArray[np.bool_]) -> None:
        some = counts[first:past]
        hit = np.repeat(np.arange(first, past), some)
        cell = np.arange(len(hit)) - np.repeat(np.cumsum(some) - some, some) + np.repeat(lows[first:past], some)
        columns = self._records.columns[cell]
        counted[hit[self._alone[columns]]] = True
        rows = self._records.rows[cell]
        # All hits of one row side by side, in the order in which they stand in the text.
        order = np.lexsort((hit, rows))
        hit, columns, rows = hit[order], columns[order], rows[order]
        groups = np.flatnonzero(np.diff(rows, prepend=rows[0] ^ 1))
        sizes = np.diff(groups, append=len(rows))
        enough = sizes >= self._records.needed
        if self._records.needed > 1:
            # Of one column there are never several that count together.
            enough &= np.minimum.reduceat(columns, groups) != np.maximum.reduceat(columns, groups)
        for group, size in zip(groups[enough].tolist(), sizes[enough].tolist(), strict=True):
            self._window(hit[group : group + size], columns[group : group + size], starts, counted)

    def _window(self, hits: Ints, columns: NDArray[np.uint8], starts: Ints, counted: NDArray[np.bool_]) -> None:
        places = starts[hits]
        left = 0
        held: dict[int, int] = {}
        for right, column in enumerate(columns.tolist()):
            held[column] = held.get(column, 0) + 1
            while places[right] - places[left] > self._within:
                gone = int(columns[left])
                held[gone] -= 1
                if not held[gone]:
                    del held[gone]
                left += 1
            if len(held) >= self._records.needed:
                counted[hits[left : right + 1]] = True
