"""An organization's own terms in a text: whole words in any case, phrases with any white space between their words.

Each term is looked for by the rarer of its first two words, all words of a text at once; where that may stand, the
words are hashed one after the other, and what the hashes of a term have is compared byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.anchors import Anchors, beginnings
from quarterdeck.detect.words import MASKS, Bytes, Hashes, Ints, Words, eights, folded, folded_utf8

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
# Longer words count by their first bytes and their length; the comparison sees to the rest.
_LONGEST = 64
MAX_WORDS = 32
# The text is taken in pieces that stay in the processor's cache, each with so many bytes of the next one.
_PIECE = 1 << 16
_OVER = 2048
# Signs before the first word of a term are looked for so far before it.
_AROUND = 1024
# So many bytes of terms are made ready at once.
_AT_ONCE = 1 << 20
_SPACE = rb"[ \t\r\x0b\x0c]"
_WHOLE, _GOES_ON = np.uint8(1), np.uint8(2)
_ODDITIES = (b"\t", b"\r", b"\x0b", b"\x0c", b"  ", b" \n", b"\n ")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Terms:
    """`blob` holds the folded terms, and `starts` and `ends` where each stands in it, in the order of their `hashes`.

    `prefixes` are the hashes of the first words of all, sorted, and `kinds` what each is: a whole term, the beginning
    of a longer one, or both. `most` is how many words the longest has.
    """

    blob: bytes
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    hashes: Hashes
    prefixes: Hashes
    kinds: Bytes
    anchors: Anchors
    most: int

    def __len__(self) -> int:
        return len(self.hashes)


def build(terms: list[str]) -> Terms:
    """The terms, ready to be found. Each must hold a letter or a digit, no line feed, and at most MAX_WORDS words."""
    return build_lines("\n".join(terms))


def build_lines(text: str) -> Terms:
    """The same of terms that stand one a line."""
    blob = folded(text)
    # Most terms have single spaces between their words and nothing around them.
    if any(odd in blob for odd in _ODDITIES) or blob[:1] == b" " or blob[-1:] == b" ":
        blob = re.sub(rb"^ | $", b"", re.sub(_SPACE + rb"+", b" ", blob), flags=re.MULTILINE)
    parts = [_part(blob, start, end) for start, end in _cuts(blob)] or [_part(b"", 0, 0)]
    most = max(part.most for part in parts)
    starts, ends, hashes, first, second, longer = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("starts", "ends", "hashes", "first", "second", "longer")
    )
    del parts
    prefixes = _once(np.concatenate((hashes, longer)))
    kinds = np.zeros(len(prefixes), dtype=np.uint8)
    kinds[np.searchsorted(prefixes, hashes)] = _WHOLE
    kinds[np.searchsorted(prefixes, longer)] |= _GOES_ON
    del longer
    anchors = Anchors(first, second)
    del first, second
    order = _distinct(blob, starts, ends, hashes)
    return Terms(blob, starts[order], ends[order], hashes[order], prefixes, kinds, anchors, most)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the terms; `first` and `second` are the beginnings of their first two words, 0 where there is no second.

    `longer` are the hashes of what goes on.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    hashes: Hashes
    first: Hashes
    second: Hashes
    longer: Hashes
    most: int


def _cuts(blob: bytes) -> Iterator[tuple[int, int]]:
    """Where to cut the terms in parts: at the ends of lines."""
    start = 0
    while start < len(blob):
        end = blob.find(b"\n", start + _AT_ONCE)
        end = len(blob) if end < 0 else end + 1
        yield start, end
        start = end


def _part(blob: bytes, start: int, end: int) -> _Part:
    words = Words(blob[start:end])
    lines = np.flatnonzero(np.frombuffer(words.data, dtype=np.uint8) == 10)
    starts = np.concatenate(([0], lines + 1))
    ends = np.concatenate((lines, [len(words.data)]))
    firsts = np.searchsorted(words.starts, starts)
    counts = np.diff(np.concatenate((firsts, [len(words)])))
    starts, ends, firsts, counts = (each[counts > 0] for each in (starts, ends, firsts, counts))
    begun = beginnings(words)
    second = np.where(counts > 1, begun[np.minimum(firsts + 1, len(begun) - 1)], np.uint64(0))
    hashes = _word_hashes(words, words.starts, words.ends)
    kept: list[Hashes] = []
    whole = np.zeros(len(starts), dtype=np.uint64)
    rows = np.arange(len(starts))
    running = hashes[firsts]
    most = int(counts.max(initial=0))
    for number in range(1, most + 1):
        done = counts[rows] == number
        whole[rows[done]] = running[done]
        rows, running = rows[~done], running[~done]
        kept.append(running)
        running = _joined(running, hashes[firsts[rows] + number])
    longer = _once(np.concatenate(kept)) if kept else whole
    starts, ends = ((each + start).astype(np.int32) for each in (starts, ends))
    return _Part(starts, ends, whole, begun[firsts], second, longer, most)


def _once(hashes: Hashes) -> Hashes:
    """The hashes in order, each once."""
    # To sort them takes a third of the time that numpy's own way takes.
    hashes.sort()
    once: Hashes = hashes[np.concatenate((hashes[:1] == hashes[:1], hashes[1:] != hashes[:-1]))]
    return once


def _distinct(blob: bytes, starts: NDArray[np.int32], ends: NDArray[np.int32], hashes: Hashes) -> Ints:
    """The terms in the order of their hashes, each once."""
    order: Ints = np.argsort(hashes, kind="stable")
    same = np.flatnonzero(hashes[order][1:] == hashes[order][:-1]) + 1
    if not len(same):
        return order
    kept = np.ones(len(order), dtype=bool)
    seen: dict[int, set[bytes]] = {}
    for place in same.tolist():
        before = order[place - 1]
        group = seen.setdefault(int(hashes[before]), {blob[int(starts[before]) : int(ends[before])]})
        term = blob[int(starts[order[place]]) : int(ends[order[place]])]
        kept[place] = term not in group
        group.add(term)
    return order[kept]


class Dictionary:
    """Finds terms."""

    sign = b""

    def __init__(self, id: str, terms: Terms, confidence: float = 1.0) -> None:  # noqa: A002  the protocol's name
        self.id = id
        self.confidence = confidence
        self._terms = terms

    def __repr__(self) -> str:
        return f"Dictionary({self.id!r}, {len(self._terms)} terms)"

    def maybe(self, data: bytes) -> bool:
        """Whether a term stands in this UTF-8."""
        return next(self._found(folded_utf8(data)), None) is not None

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """Where terms stand in the text, in characters."""
        low = data if len(data) == len(text) else folded(text)
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
        terms = self._terms
        rows = terms.anchors.rows(words)
        if not len(rows):
            return
        rows = rows[words.starts[rows] < below]
        running = _word_hashes(words, words.starts[rows], words.ends[rows])
        for number in range(terms.most):
            at = np.minimum(np.searchsorted(terms.prefixes, running), len(terms.prefixes) - 1)
            kinds = terms.kinds[at] * (terms.prefixes[at] == running)
            whole = (kinds & _WHOLE) != 0
            if whole.any():
                yield from self._confirmed(low, base, words, rows[whole], running[whole], number)
            more = ((kinds & _GOES_ON) != 0) & (rows + number + 1 < len(words))
            rows, running = rows[more], running[more]
            if not len(rows):
                return
            following = rows + number + 1
            running = _joined(running, _word_hashes(words, words.starts[following], words.ends[following]))

    def _confirmed(
        self, low: bytes, base: int, words: Words, rows: Ints, hashes: Hashes, number: int
    ) -> Iterator[tuple[int, int]]:
        terms = self._terms
        lows = np.searchsorted(terms.hashes, hashes, "left")
        highs = np.searchsorted(terms.hashes, hashes, "right")
        for index, row in enumerate(rows.tolist()):
            start, end = base + int(words.starts[row]), base + int(words.ends[row + number])
            for term in range(int(lows[index]), int(highs[index])):
                place = _stands(terms.blob[int(terms.starts[term]) : int(terms.ends[term])], low, start, end)
                if place is not None:
                    yield place


def _stands(term: bytes, text: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the term stands whose words are these; what it has before, between and after them must be there too."""
    low = text[start:end].lower()
    if low == term:
        return start, end
    inner = Words(term)
    lead, tail = int(inner.starts[0]), len(term) - int(inner.ends[-1])
    if b" ".join(low.split()) != term[lead : len(term) - tail]:
        return None
    before = re.compile(_spaced(term[:lead]) + rb"\Z").search(text, max(0, start - _AROUND), start)
    after = re.compile(_spaced(term[len(term) - tail :])).match(text, end)
    return (before.start(), after.end()) if before and after else None


def _spaced(signs: bytes) -> bytes:
    return rb"\s+".join(re.escape(piece) for piece in signs.split(b" "))


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
