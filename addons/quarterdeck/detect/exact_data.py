"""Values of the organization's own records in a text, known by their keyed hashes alone.

A value is its letters and digits, in lower case and without what stands between them: `4111-1111` is `4111 1111`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.siphash import LONGEST, SipHash
from quarterdeck.detect.words import PAD, Bytes, Hashes, Ints, Words, folded, folded_utf8

SHORTEST = 3
"""Values of fewer letters and digits are left out: they stand everywhere."""
SHORTEST_ALONE = 6
"""Shorter ones count only together with others of their row."""
_HEAD = 3
_HEAD_BITS = 20
# The most groups that a value is written in: an IBAN of 34 in fours.
_MOST_WORDS = 9
# The most bytes between two words of one value; what stands between two texts of a body is longer.
_GAP = 2
_PIECE = 1 << 18
_OVER = 1024
_MANY = 1 << 20


@dataclass(frozen=True, slots=True)
class Records:
    """Cells in the order of their `hashes`, each with its row and column (of which `alone` says what counts alone).

    `sizes` has a one at each length that a value has, `heads` a bit for each hash of the first letters of one.
    """

    hashes: Hashes
    rows: NDArray[np.uint32]
    columns: NDArray[np.uint8]
    alone: tuple[bool, ...]
    needed: int
    sizes: Bytes
    heads: Bytes


def squeezed(values: list[str]) -> tuple[Bytes, Ints, Ints]:
    """The values one after the other without what stands between letters, padded; and where each begins and ends."""
    words = Words(folded("\n".join(value.replace("\n", " ") for value in values)))
    text, starts, _ends = _squeeze(words)
    lines = np.concatenate(([-1], np.flatnonzero(np.frombuffer(words.data, dtype=np.uint8) == 10), [len(words.data)]))
    places = np.searchsorted(words.starts, lines)
    bounds = np.concatenate((starts, [len(text) - len(PAD)]))
    return text, bounds[places[:-1]], bounds[places[1:]]


def cells(sip: SipHash, text: Bytes, starts: Ints, ends: Ints) -> tuple[Hashes, Hashes]:
    """The hashes of values, and of their beginnings."""
    return sip.of(text, starts, ends), _heads(sip, text, starts, ends)


def packed_heads(heads: Hashes) -> Bytes:
    """The table of beginnings."""
    table = np.zeros(1 << _HEAD_BITS, dtype=bool)
    table[(heads >> np.uint64(64 - _HEAD_BITS)).astype(np.int64)] = True
    return np.packbits(table, bitorder="little")


def _heads(sip: SipHash, text: Bytes, starts: Ints, ends: Ints) -> Hashes:
    return sip.of(text, starts, np.minimum(ends, starts + _HEAD))


def _squeeze(words: Words) -> tuple[Bytes, Ints, Ints]:
    sizes = words.ends - words.starts
    ends = np.cumsum(sizes)
    starts = ends - sizes
    length = len(words.data)
    edges = np.zeros(length + 1, dtype=np.int8)
    edges[words.starts] += 1
    edges[words.ends] -= 1
    inside = np.cumsum(edges[:length], dtype=np.int8).astype(bool)
    return np.concatenate((words.padded[:length][inside], np.frombuffer(PAD, dtype=np.uint8))), starts, ends


@dataclass(frozen=True, slots=True)
class _Seen:
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    hashes: list[int] = field(default_factory=list)


class ExactData:
    """Finds values that count alone, and values of one row that stand within `within` characters of each other."""

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
        self._sip = SipHash(key)
        self._within = within
        self._alone = np.array(records.alone, dtype=bool)

    def __repr__(self) -> str:
        return f"ExactData({self.id!r}, {len(self._records.hashes)} cells)"

    def maybe(self, data: bytes) -> bool:
        """Whether any finding is in this UTF-8."""
        return next(self._found(folded_utf8(data)), None) is not None

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """Where values stand in the text, in characters."""
        low = data.lower() if len(data) == len(text) else folded(text)
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
        if seen.starts:
            yield from self._counting(seen)

    def _values(self, base: int, words: Words, below: int, seen: _Seen) -> None:
        """Everything in a piece of text that is a cell's value."""
        if not len(words):
            return
        text, starts, ends = _squeeze(words)
        rows = np.flatnonzero(words.starts < below)
        heads = _heads(self._sip, text, starts[rows], np.full(len(rows), len(text) - len(PAD)))
        heads >>= np.uint64(64 - _HEAD_BITS)
        bit = np.uint8(1) << (heads & np.uint64(7)).astype(np.uint8)
        known = (self._records.heads[(heads >> np.uint64(3)).astype(np.int64)] & bit).astype(bool)
        # The end of the text may cut a beginning short.
        short = starts[rows] + _HEAD > len(text) - len(PAD)
        rows = rows[known | short]
        last = rows
        asked: list[tuple[Ints, Ints]] = []
        for _ in range(_MOST_WORDS):
            sizes = ends[last] - starts[rows]
            fits = self._records.sizes[np.minimum(sizes, len(self._records.sizes) - 1)].astype(bool)
            asked.append((rows[fits], last[fits]))
            more = (last + 1 < len(words)) & (sizes < LONGEST * 4)
            rows, last = rows[more], last[more] + 1
            near = words.starts[last] - words.ends[last - 1] <= _GAP
            rows, last = rows[near], last[near]
            if not len(rows):
                break
        # All at once: an array costs little more for many than for one.
        firsts, lasts = (np.concatenate(part) for part in zip(*asked, strict=True))
        self._look_up(base, words, firsts, lasts, (text, starts, ends), seen)

    def _look_up(
        self, base: int, words: Words, rows: Ints, last: Ints, squeezed: tuple[Bytes, Ints, Ints], seen: _Seen
    ) -> None:
        text, starts, ends = squeezed
        hashes = self._sip.of(text, starts[rows], ends[last])
        known = self._records.hashes
        at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        there = known[at] == hashes
        seen.starts.extend((words.starts[rows[there]] + base).tolist())
        seen.ends.extend((words.ends[last[there]] + base).tolist())
        seen.hashes.extend(hashes[there].tolist())

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
        for group, size in zip(
            groups[sizes >= self._records.needed], sizes[sizes >= self._records.needed], strict=True
        ):
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
