"""Copies of confidential documents in a text, whole or in part: runs of words whose keyed hashes are known.

Of all runs of a document only the least hash of each few is kept (winnowing, Schleimer et al., 2003), so that any
copy of some length has some; a changed word costs only the runs that it is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.cells import Cells
from quarterdeck.detect.keyed import Keyed
from quarterdeck.detect.words import Hashes, Ints, Words, folded, folded_utf8

# A text is taken in pieces that stay in the processor's cache.
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Prints:
    """Hashes in order, each with the number of the document that it is of; `run` words make one, `window` are winnowed.

    A copy is a stretch with `needed` of one document, of which at least `share` of what a whole copy would have.
    """

    hashes: Hashes
    documents: NDArray[np.uint32]
    run: int = 5
    window: int = 4
    needed: int = 4
    share: float = 0.3


@dataclass(frozen=True, slots=True)
class Copy:
    """A stretch of a text, in characters, and how much of it is as it stands in a document: from 0 to 1."""

    start: int
    end: int
    document: int
    share: float


@dataclass(frozen=True, slots=True)
class _Known:
    """Runs of words: the number of each one's first word, its hash, and where it begins and ends in bytes."""

    NAMES: ClassVar[tuple[str, ...]] = ("places", "hashes", "starts", "ends")

    places: Ints
    hashes: Hashes
    starts: Ints
    ends: Ints


def runs(keyed: Keyed, words: Words, run: int) -> Hashes:
    """The hash of each so many words that follow each other."""
    return keyed.runs(keyed.of(words.padded, words.starts, words.ends), run)


def winnowed(hashes: Hashes, window: int) -> Hashes:
    """The least of each so many that follow each other, each once."""
    if len(hashes) <= window:
        return np.unique(hashes[:1] if len(hashes) == 0 else hashes.min(keepdims=True))
    return np.unique(np.lib.stride_tricks.sliding_window_view(hashes, window).min(axis=1))


class Documents:
    """Finds copies."""

    sign = b""

    def __init__(self, id: str, prints: Prints, key: bytes, confidence: float = 1.0) -> None:  # noqa: A002  the protocol's name
        self.id = id
        self.confidence = confidence
        self._prints = prints
        self._keyed = Keyed(key)
        # Hits this near are so dense that none can be thinned out by adding a few beside it.
        self._gap = prints.run + prints.window
        self._cells = Cells(len(prints.hashes))
        self._cells.add(prints.hashes)

    def __repr__(self) -> str:
        return f"Documents({self.id!r}, {len(self._prints.hashes)} prints)"

    def maybe(self, data: bytes) -> bool:
        """Whether a copy is in this UTF-8."""
        return next(self._copies(folded_utf8(data)), None) is not None

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:  # noqa: ARG002  the protocol's signature
        """Where copies stand in the text, in characters; one after the other, whatever document each is of."""
        until = -1
        start = 0
        for copy in sorted(self.copies(text), key=lambda copy: (copy.start, -copy.end)):
            if copy.start <= until:
                until = max(until, copy.end)
                continue
            if until >= 0:
                yield start, until
            start, until = copy.start, copy.end
        if until >= 0:
            yield start, until

    def copies(self, text: str) -> Iterator[Copy]:
        """The copies, with the document that each is of."""
        low = folded(text)
        for found in self._copies(low):
            if low.isascii():
                yield found
                continue
            start = len(low[: found.start].decode())
            yield replace(found, start=start, end=start + len(low[found.start : found.end].decode()))

    def _copies(self, low: bytes) -> Iterator[Copy]:
        """They, in bytes."""
        prints = self._prints
        pieces = list(self._known(low)) if len(prints.hashes) else []
        if sum(len(piece.places) for piece in pieces) < prints.needed:
            return
        known = _Known(*(np.concatenate([getattr(piece, name) for piece in pieces]) for name in _Known.NAMES))
        lows = np.searchsorted(prints.hashes, known.hashes, "left")
        counts = np.searchsorted(prints.hashes, known.hashes, "right") - lows
        which = np.repeat(np.arange(len(counts)), counts)
        entry = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(lows, counts)
        documents = prints.documents[entry]
        order = np.lexsort((which, documents))
        which, documents = which[order], documents[order]
        place = known.places[which]
        apart = np.diff(place, prepend=place[0]) > self._gap
        begins = np.flatnonzero(apart | (np.diff(documents, prepend=documents[0] + 1) != 0))
        for begin, past in zip(begins.tolist(), [*begins[1:].tolist(), len(which)], strict=True):
            yield from self._stretch(known, which[begin:past], int(documents[begin]))

    def _known(self, low: bytes) -> Iterator[_Known]:
        """The runs of words whose hashes are those of documents, some of the text at a time."""
        run = self._prints.run
        begin = end = number = 0
        while end < len(low):
            end = low.find(b" ", end + _PIECE) + 1 or len(low)
            words = Words(low[begin:end])
            hashes = runs(self._keyed, words, run)
            places, _ = self._cells.known(hashes)
            if len(places):
                hashes = hashes[places]
                at = np.minimum(np.searchsorted(self._prints.hashes, hashes), len(self._prints.hashes) - 1)
                there = self._prints.hashes[at] == hashes
                places, hashes = places[there], hashes[there]
                ends = words.ends[places + run - 1]
                yield _Known(places + number, hashes, words.starts[places] + begin, ends + begin)
            # The last words begin the runs that go on in the next piece.
            again = min(run - 1, len(words))
            number += len(words) - again
            begin = begin + int(words.starts[len(words) - again]) if again else end

    def _stretch(self, known: _Known, which: Ints, document: int) -> Iterator[Copy]:
        prints = self._prints
        distinct = len(set(known.hashes[which].tolist()))
        if distinct < prints.needed:
            return
        first, last = which[0], which[-1]
        expected = (int(known.places[last] - known.places[first]) + 1) * 2 / (prints.window + 1)
        share = min(1.0, len(which) / max(expected, 1.0))
        if share >= prints.share:
            yield Copy(int(known.starts[first]), int(known.ends[last]), document, share)
