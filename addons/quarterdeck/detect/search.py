"""Many patterns over a text in one pass: only those that may match are each asked in turn; and other finders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quarterdeck.detect.columns import Columns
from quarterdeck.detect.finder import Finder, Named
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.told import Told
from quarterdeck.detect.view import View


class Search:
    """Patterns in the order of their ids; those of a part of them, by their `numbers`, share what tells of all.

    `words` are expressions of no pattern, of which `told` tells.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        finders: Sequence[Finder] = (),
        words: Sequence[str] = (),
        told: Told | None = None,
        numbers: frozenset[int] | None = None,
    ) -> None:
        self._patterns = tuple(patterns)
        self._finders = tuple(finders)
        self._always = tuple(finder for finder in finders if not finder.sign)
        self._rare = bytes({byte for finder in finders for byte in finder.sign})
        self.told = told or Told(patterns, words)
        self._numbers = numbers
        self.joinable = not any(_is_anchored(pattern.expression) for pattern in patterns)
        """Whether a text in which nothing is found has nothing in any of its lines either."""

    def __bool__(self) -> bool:
        return bool(self._finders or (self._patterns if self._numbers is None else self._numbers))

    def only(self, wanted: Callable[[Pattern], bool], finders: Sequence[Finder] = ()) -> Search:
        """A search for some of the patterns, with these finders."""
        numbers = frozenset(number for number, pattern in enumerate(self._patterns) if wanted(pattern))
        return Search(self._patterns, finders, told=self.told, numbers=numbers)

    def anything(self, view: View) -> bool:
        """Whether there may be something in a text."""
        return bool(self._fired(view)) or any(finder.maybe(view.data) for finder in self._asked(view.data))

    def hits(self, view: View) -> Iterator[tuple[Named, int, int]]:
        """Every finding, in characters of the view's text."""
        columns = Columns(view.text)
        for number in self._fired(view):
            pattern = self._patterns[number]
            for start, end in pattern.spans(view.text, view.data, columns):
                yield pattern, start, end
        for finder in self._asked(view.data):
            if finder.maybe(view.data):
                for start, end in finder.spans(view.text, view.data):
                    yield finder, start, end

    def _fired(self, view: View) -> list[int]:
        fired = self.told.fired(view)
        return fired if self._numbers is None else [number for number in fired if number in self._numbers]

    def _asked(self, data: bytes) -> Sequence[Finder]:
        """The finders of which a sign stands there, and those that have none."""
        there = {byte for byte in self._rare if byte in data}
        if not there:
            return self._always
        return [finder for finder in self._finders if not finder.sign or not there.isdisjoint(finder.sign)]


def _is_anchored(regex: str) -> bool:
    """Whether it may ask for the very start or end of a text; rather once too often."""
    plain = regex.replace("[^", "")
    return any(mark in plain for mark in ("^", "$", r"\A", r"\z"))
