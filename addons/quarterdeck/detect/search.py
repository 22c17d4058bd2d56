"""Many patterns over a text in one pass: only those that may match are each asked in turn; and other finders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quarterdeck.detect.columns import Columns
from quarterdeck.detect.finder import Finder, Named
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.sweep import Sweep

ALL: frozenset[int] = frozenset((-1,))
"""Stands for the numbers of all patterns."""


class Search:
    """Patterns in the order of their ids; those of a part of them share what was compiled for all."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        finders: Sequence[Finder] = (),
        sweep: Sweep | None = None,
        numbers: frozenset[int] = ALL,
    ) -> None:
        self._patterns = tuple(patterns)
        self._finders = tuple(finders)
        self.sweep = sweep or Sweep([pattern.expression for pattern in patterns])
        self._numbers = numbers
        self.joinable = not any(_is_anchored(pattern.expression) for pattern in patterns)
        """Whether a text in which nothing is found has nothing in any of its lines either."""

    def __bool__(self) -> bool:
        return bool(self._finders or (self._patterns if self._numbers is ALL else self._numbers))

    def only(self, wanted: Callable[[Pattern], bool], finders: Sequence[Finder] = ()) -> Search:
        """A search for some of the patterns, with these finders."""
        numbers = frozenset(number for number, pattern in enumerate(self._patterns) if wanted(pattern))
        return Search(self._patterns, finders, self.sweep, numbers)

    def anything(self, data: bytes) -> bool:
        """Whether there may be something in this UTF-8."""
        return bool(self._fired(data)) or any(finder.maybe(data) for finder in self._finders)

    def hits(self, text: str, data: bytes) -> Iterator[tuple[Named, int, int]]:
        """Every finding, in characters of `text`; `data` is its UTF-8."""
        columns = Columns(text)
        for number in self._fired(data):
            pattern = self._patterns[number]
            for start, end in pattern.spans(text, data, columns):
                yield pattern, start, end
        for finder in self._finders:
            if finder.maybe(data):
                for start, end in finder.spans(text, data):
                    yield finder, start, end

    def _fired(self, data: bytes) -> list[int]:
        fired = self.sweep.fired(data)
        return fired if self._numbers is ALL else [number for number in fired if number in self._numbers]


def _is_anchored(regex: str) -> bool:
    """Whether it may ask for the very start or end of a text; rather once too often."""
    plain = regex.replace("[^", "")
    return any(mark in plain for mark in ("^", "$", r"\A", r"\z"))
