"""Many patterns over a text in one pass: only those that may match are each asked in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.sweep import Sweep


class Search:
    """Patterns in the order of their ids."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._sweep = Sweep([pattern.expression for pattern in patterns])
        self.joinable = not any(_is_anchored(pattern.expression) for pattern in patterns)
        """Whether a text in which nothing is found has nothing in any of its lines either."""

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def anything(self, data: bytes) -> bool:
        """Whether any pattern may match this UTF-8."""
        return bool(self._sweep.fired(data))

    def hits(self, text: str, data: bytes) -> Iterator[tuple[Pattern, int, int]]:
        """Every finding, in characters of `text`; `data` is its UTF-8."""
        for number in self._sweep.fired(data):
            pattern = self._patterns[number]
            for start, end in pattern.spans(text, data):
                yield pattern, start, end


def _is_anchored(regex: str) -> bool:
    """Whether it may ask for the very start or end of a text; rather once too often."""
    plain = regex.replace("[^", "")
    return any(mark in plain for mark in ("^", "$", r"\A", r"\z"))
