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


def applied[T: (str, bytes)](text: T, changes: Sequence[tuple[int, int, T]]) -> T:
    """The text with all the changes, which are in order."""
    out: list[T] = []
    position = 0
    for start, end, new in changes:
        out += (text[position:start], new)
        position = end
    out.append(text[position:])
    return text[:0].join(out)
