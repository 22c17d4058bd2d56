"""Copies of confidential documents in a text, whole or in part: runs of words whose keyed hashes are known.

Of all runs of a document only the least hash of each few is kept (winnowing, Schleimer et al., 2003), so that any
copy of some length has some; a changed word costs only the runs that it is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quarterdeck.detect.cells import Cells
from quarterdeck.detect.keyed import Keyed
from quarterdeck.detect.words import Hashes, Ints, Words, folded, folded_utf8


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
        return next(self._copies(Words(folded_utf8(data))), None) is not None

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
        words = Words(folded(text))
        for first, last, document, share in self._copies(words):
            start, end = words.characters(int(words.starts[first]), int(words.ends[last]))
            yield Copy(start, end, document, share)

    def _copies(self, words: Words) -> Iterator[tuple[int, int, int, float]]:
        """Their first and last words, documents and shares."""
        prints = self._prints
        if len(words) < prints.run + prints.needed - 1 or not len(prints.hashes):
            return
        hashes = runs(self._keyed, words, prints.run)
        places, _ = self._cells.known(hashes)
        if len(places) < prints.needed:
            return
        lows = np.searchsorted(prints.hashes, hashes[places], "left")
        counts = np.searchsorted(prints.hashes, hashes[places], "right") - lows
        if int(np.count_nonzero(counts)) < prints.needed:
            return
        place = np.repeat(places, counts)
        entry = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(lows, counts)
        documents = prints.documents[entry]
        order = np.lexsort((place, documents))
        place, documents = place[order], documents[order]
        apart = np.diff(place, prepend=place[0]) > self._gap
        begins = np.flatnonzero(apart | (np.diff(documents, prepend=documents[0] + 1) != 0))
        for begin, past in zip(begins.tolist(), [*begins[1:].tolist(), len(place)], strict=True):
            yield from self._stretch(hashes, place[begin:past], int(documents[begin]))

    def _stretch(self, hashes: Hashes, places: Ints, document: int) -> Iterator[tuple[int, int, int, float]]:
        prints = self._prints
        distinct = len(np.unique(hashes[places]))
        if distinct < prints.needed:
            return
        first, last = int(places[0]), int(places[-1]) + prints.run - 1
        expected = (last - first - prints.run + 2) * 2 / (prints.window + 1)
        share = min(1.0, len(places) / max(expected, 1.0))
        if share >= prints.share:
            yield first, last, document, share
