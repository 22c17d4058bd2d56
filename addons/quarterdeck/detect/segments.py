"""A seam in pieces that stay as they are when more is said: each is looked at by itself, and need not be again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from quarterdeck.detect.seams import Seam
from quarterdeck.detect.view import View

LEAST = 1024
"""Characters of a piece, if there are so many: each look has its price."""
LONG = 16_384
"""Characters after which many short texts in a row are cut too, and"""
TWICE = 4096
"""how many of them the next piece has again: more than any secret that a person would split."""


def segments(seam: Seam) -> Iterator[Seam]:
    """The seam, cut where something is left out anyway, for nothing goes on there; else pieces overlap."""
    first = 0
    for number, (_, _, size, goes_on) in enumerate(seam.stretches):
        end = seam.starts[number] + size
        if goes_on and end - seam.starts[first] >= LONG:
            yield _piece(seam, first, number + 1)
            first = bisect_right(seam.starts, end - TWICE) - 1
        elif not goes_on and end - seam.starts[first] >= LEAST:
            yield _piece(seam, first, number + 1)
            first = number + 1
    if first < len(seam.stretches):
        yield _piece(seam, first, len(seam.stretches))


def _piece(seam: Seam, first: int, last: int) -> Seam:
    begin = seam.starts[first]
    end = seam.starts[last - 1] + seam.stretches[last - 1][2]
    starts = tuple(start - begin for start in seam.starts[first:last])
    return Seam(View(seam.view.text[begin:end]), starts, seam.stretches[first:last])
