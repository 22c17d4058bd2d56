"""A value that is to be hidden is hidden wherever it stands, also where no detector saw it: it would leave there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quarterdeck.redact.style import Value

SHORTEST = 4
"""A shorter value is no value by itself: it is hidden where it was found, and nowhere else."""
SURE = 12
"""A value so long is itself also within a word or a number."""

Stretch = tuple[int, int, Value]


def occurrences(text: str, values: Iterable[Value], taken: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Where else the values stand in a text, longer ones first, apart from each other and from what is `taken`."""
    present = [(kind, value) for kind, value in values if len(value) >= SHORTEST and value in text]
    if not present:
        return
    used = bytearray(len(text))
    for low, high in taken:
        used[low:high] = b"\1" * (high - low)
    for kind, value in sorted(present, key=lambda pair: -len(pair[1])):
        at = text.find(value)
        while at >= 0:
            end = at + len(value)
            taken_at = used.rfind(1, at, end)
            if taken_at >= 0:
                at = text.find(value, taken_at + 1)
            elif len(value) >= SURE or _apart(text, at, end):
                used[at:end] = b"\1" * len(value)
                yield at, end, (kind, value)
                at = text.find(value, end)
            else:
                at = text.find(value, at + 1)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a word or a number neither begins before nor goes on after."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
