"""An organization's own terms in a text: whole words in any case, phrases with any white space between their words.

Words are hashed where they begin, all of a text at once; what the hashes of a term have is compared byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quarterdeck.detect.words import MASKS, Hashes, Ints, Words, eights, folded, folded_utf8

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_THREE, _SEVEN = np.uint64(3), np.uint64(7)
# Longer words count by their first bytes and their length; the comparison sees to the rest.
_LONGEST = 64
MAX_WORDS = 32
# The text is taken in pieces that stay in the processor's cache, each with so many bytes of the next one.
_PIECE = 1 << 16
_OVER = 2048
# Signs before the first word of a term are looked for so far before it.
_AROUND = 1024


@dataclass(frozen=True, slots=True)
class Terms:
    """`blob` holds the folded terms and `ends` where each ends in it, in the order of their `hashes`.

    `prefixes` are the hashes of the first words of all, sorted; `first` knows the beginnings of first words.
    """

    blob: bytes
    ends: Ints
    hashes: Hashes
    prefixes: Hashes
    first: _Filter
    most: int

    def __len__(self) -> int:
        return len(self.hashes)


def build(terms: list[str]) -> Terms:
    """The terms, ready to be found. Each must hold a letter or a digit, no line feed, and at most MAX_WORDS words."""
    texts = sorted({b" ".join(line.split()) for line in folded("\n".join(terms)).split(b"\n")} - {b""})
    joined = b"\n".join(texts)
    words = Words(joined)
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts)))
    firsts = np.searchsorted(words.starts, np.concatenate(([0], ends[:-1]))) if texts else ends
    counts = np.diff(np.concatenate((firsts, [len(words)])))
    hashes = _word_hashes(words, words.starts, words.ends)
    kept: list[Hashes] = []
    whole = np.zeros(len(texts), dtype=np.uint64)
    rows = np.flatnonzero(counts > 0)
    running = hashes[firsts[rows]]
    most = int(counts.max(initial=0))
    for number in range(1, most + 1):
        kept.append(np.unique(running))
        done = counts[rows] == number
        whole[rows[done]] = running[done]
        rows, running = rows[~done], running[~done]
        running = _joined(running, hashes[firsts[rows] + number])
    order = np.argsort(whole, kind="stable")
    beginnings = _beginnings(words, words.starts[firsts], words.ends[firsts])
    blob = b"".join(texts[row] for row in order.tolist())
    sizes = np.fromiter((len(texts[row]) for row in order.tolist()), dtype=np.int64, count=len(texts))
    prefixes = np.unique(np.concatenate(kept)) if kept else np.zeros(0, dtype=np.uint64)
    return Terms(blob, np.cumsum(sizes), whole[order], prefixes, _Filter(np.unique(beginnings)), most)


class _Filter:
    """A bit for each hash, by its first bits: most of what is not there is seen in a small table."""

    def __init__(self, hashes: Hashes) -> None:
        bits = max(10, min(26, (12 * len(hashes)).bit_length()))
        self._shift = np.uint64(64 - bits)
        table = np.zeros(1 << bits, dtype=bool)
        table[(hashes >> self._shift).view(np.int64)] = True
        self._table = np.packbits(table, bitorder="little")

    def known(self, hashes: Hashes) -> Ints:
        """Where in the array those stand that may be there."""
        at = hashes >> self._shift
        bits = self._table.take((at >> _THREE).view(np.int64)) >> (at & _SEVEN).astype(np.uint8)
        return np.flatnonzero(bits & np.uint8(1))


class Dictionary:
    """Finds terms."""

    def __init__(self, id: str, terms: Terms, confidence: float = 1.0) -> None:  # noqa: A002  the protocol's name
        self.id = id
        self.confidence = confidence
        self._terms = terms
        self._prefixes = _Filter(terms.prefixes)

    def __repr__(self) -> str:
        return f"Dictionary({self.id!r}, {len(self._terms)} terms)"

    def maybe(self, data: bytes) -> bool:
        """Whether a term stands in this UTF-8."""
        low = folded_utf8(data)
        return next(self._found(low), None) is not None

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """Where terms stand in the text, in characters."""
        low = data.lower() if len(data) == len(text) else folded(text)
        at = before = 0
        plain = len(low) == len(text)
        for start, end in sorted(set(self._found(low))):
            if plain:
                yield start, end
                continue
            before += len(low[at:start].decode())
            at = start
            yield before, before + len(low[start:end].decode())

    def _found(self, low: bytes) -> Iterator[tuple[int, int]]:
        begin = 0
        while begin < len(low):
            end = low.rfind(b" ", begin, begin + _PIECE) + 1 if len(low) - begin > _PIECE else len(low)
            if end <= begin:
                end = len(low)
            # A phrase may run on into the next piece.
            more = low.find(b" ", end + _OVER) if self._terms.most > 1 else end
            more = len(low) if more < 0 else more
            words = Words(low[begin:more])
            yield from self._in(low, begin, words, end - begin)
            begin = end

    def _in(self, low: bytes, base: int, words: Words, below: int) -> Iterator[tuple[int, int]]:
        rows = self._terms.first.known(_beginnings(words, words.starts, words.ends))
        prefixes = self._terms.prefixes
        if not len(rows) or not len(prefixes):
            return
        rows = rows[words.starts[rows] < below]
        running = _word_hashes(words, words.starts[rows], words.ends[rows])
        for number in range(self._terms.most):
            may = self._prefixes.known(running)
            if not len(may):
                return
            rows, running = rows[may], running[may]
            at = np.searchsorted(prefixes, running)
            known = prefixes[np.minimum(at, len(prefixes) - 1)] == running
            rows, running = rows[known], running[known]
            if not len(rows):
                return
            yield from self._confirmed(low, base, words, rows, running, number)
            more = rows + number + 1 < len(words)
            rows, running = rows[more], running[more]
            following = rows + number + 1
            running = _joined(running, _word_hashes(words, words.starts[following], words.ends[following]))

    def _confirmed(
        self, low: bytes, base: int, words: Words, rows: Ints, hashes: Hashes, number: int
    ) -> Iterator[tuple[int, int]]:
        terms = self._terms
        lows = np.searchsorted(terms.hashes, hashes, "left")
        highs = np.searchsorted(terms.hashes, hashes, "right")
        for index in np.flatnonzero(highs > lows).tolist():
            row = rows[index]
            start, end = base + int(words.starts[row]), base + int(words.ends[row + number])
            for term in range(int(lows[index]), int(highs[index])):
                text = terms.blob[int(terms.ends[term - 1]) if term else 0 : int(terms.ends[term])]
                place = _stands(text, low, start, end)
                if place is not None:
                    yield place


def _stands(term: bytes, low: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the term stands whose words are these; what it has before, between and after them must be there too."""
    if low[start:end] == term:
        return start, end
    inner = Words(term)
    lead, tail = int(inner.starts[0]), len(term) - int(inner.ends[-1])
    if b" ".join(low[start:end].split()) != term[lead : len(term) - tail]:
        return None
    before = re.compile(_spaced(term[:lead]) + rb"\Z").search(low, max(0, start - _AROUND), start)
    after = re.compile(_spaced(term[len(term) - tail :])).match(low, end)
    return (before.start(), after.end()) if before and after else None


def _spaced(signs: bytes) -> bytes:
    return rb"\s+".join(re.escape(piece) for piece in signs.split(b" "))


def _beginnings(words: Words, starts: Ints, ends: Ints) -> Hashes:
    found: Hashes = (eights(words.padded)[starts] & MASKS.take(np.minimum(ends - starts, 8))) * _ODD
    return found


def _word_hashes(words: Words, starts: Ints, ends: Ints) -> Hashes:
    view = eights(words.padded)
    sizes = ends - starts
    hashes: Hashes = (view[starts] & MASKS[np.minimum(sizes, 8)]) * _ODD + sizes.astype(np.uint64)
    hashes ^= hashes >> _HALF
    for offset in range(8, min(_LONGEST, int(sizes.max(initial=0))), 8):
        rows = np.flatnonzero(sizes > offset)
        more = view[starts[rows] + offset] & MASKS[np.minimum(sizes[rows] - offset, 8)]
        hashes[rows] = _joined(hashes[rows], more)
    return hashes


def _joined(hashes: Hashes, more: Hashes) -> Hashes:
    found: Hashes = (hashes ^ (hashes >> _HALF)) * _MIX + more * _ODD
    found ^= found >> _HALF
    return found
