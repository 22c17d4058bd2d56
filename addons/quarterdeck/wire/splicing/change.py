"""Changes of a text or of bytes: start, end, what stands there then; in order, none within what another replaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from quarterdeck.wire.splicing.refused import CannotSplice

Change = tuple[int, int, str]
ByteChange = tuple[int, int, bytes]


def overlap[T: (str, bytes)](ordered: Sequence[tuple[int, int, T]]) -> bool:
    """Whether two changes, sorted, replace the same place; two insertions at one point have no order and count too."""
    return any(later[0] < sooner[1] or later[:2] == sooner[:2] for sooner, later in pairwise(ordered))


def ordered[T: (str, bytes)](changes: Iterable[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    """Sorted, equal ones once. Raises CannotSplice("conflicting-edits")."""
    found = sorted(set(changes))
    if overlap(found):
        raise CannotSplice("conflicting-edits")
    return found


def combined(inner: Sequence[Change], outer: Sequence[Change]) -> list[Change]:
    """Changes of one text that come from what is written in it, and from the text itself; each in order.

    Where one lies within another, the wider one stands, of two that replace the same the inner one: whatever was to
    be replaced is. Raises CannotSplice("conflicting-edits") for those that cross.
    """
    kept: list[Change] = []
    widest: tuple[int, int, int] | None = None
    both = [(start, -end, 0, new) for start, end, new in inner] + [(start, -end, 1, new) for start, end, new in outer]
    for start, minus_end, source, new in sorted(both):
        end = -minus_end
        if widest is not None and source != widest[2]:
            # What is inserted at an edge is beside what is replaced there, not in it.
            inside = widest[0] < start and end < widest[1] if start == end else end <= widest[1]
            if inside:
                continue
        kept.append((start, end, new))
        if end > start:
            widest = (start, end, source)
    return ordered(kept)


def applied[T: (str, bytes)](text: T, changes: Sequence[tuple[int, int, T]]) -> T:
    """The text with all the changes, which are in order."""
    out: list[T] = []
    position = 0
    for start, end, new in changes:
        out += (text[position:start], new)
        position = end
    out.append(text[position:])
    return text[:0].join(out)
