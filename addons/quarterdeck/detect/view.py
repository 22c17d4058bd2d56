"""A text as it reads with something undone, and the way back from each of its characters to the original's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CONTEXT = 128
"""Characters kept on either side of what was decoded: enough for the words that patterns ask for near a number."""

CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
"""Characters of ASCII that nobody sees and no text needs."""

_CONTROL = re.compile(CONTROLS)
_SURROGATES = re.compile("[\ud800-\udfff]")

Place = tuple[int, int, tuple[str, ...]]
"""Start and end in the text that a view was made from, and what was undone between them."""


@dataclass(frozen=True, slots=True)
class Run:
    """`start` to `end` of a text reads `text` once `steps` are undone.

    `per` is how many characters of the source make how many of `text` when that is the same all along: (3, 1) for
    "%41%42". None when nothing smaller than the whole run can be told apart.
    """

    start: int
    end: int
    text: str
    steps: tuple[str, ...]
    per: tuple[int, int] | None = None


class View:
    """`text` encodes to UTF-8 and is `data` then. `back` leads to `parent`; a view without one is the original.

    `odd` is False when what this view shows for the first time is ASCII without controls.
    """

    __slots__ = ("back", "data", "odd", "parent", "text")

    def __init__(self, text: str, parent: View | None = None, back: Callable[[int, int], Place] | None = None) -> None:
        try:
            self.data = text.encode()
        except UnicodeEncodeError:
            text = _SURROGATES.sub("\ufffd", text)
            self.data = text.encode()
        self.text = text
        self.parent = parent
        self.back = back
        self.odd = True

    def origin(self, start: int, end: int) -> Place | None:
        """Where this stands in the original and what was undone, outermost first.

        None when nothing of it was undone to make this view: the view before shows it as well.
        """
        if self.parent is None or self.back is None:
            return start, end, ()
        start, end, steps = self.back(start, end)
        view = self.parent
        if not steps:
            return None
        while view.parent is not None and view.back is not None:
            start, end, outer = view.back(start, end)
            steps = outer + steps
            view = view.parent
        return start, end, steps

    def fresh(self, start: int, end: int, around: int = 8) -> bool:
        """Whether these characters, or some close by, first read so in this view."""
        if self.parent is None or self.back is None:
            return True
        start, end = max(0, start - around), min(len(self.text), end + around)
        before, after, _ = self.back(start, end)
        return self.parent.text[before:after] != self.text[start:end]


def rewritten(view: View, runs: Sequence[Run]) -> View:
    """The view with these runs, ordered and apart from each other, replaced; what is far from any is left out."""
    pieces = _Pieces()
    done = 0
    size = len(view.text)
    for index, run in enumerate(runs):
        begin = max(done, run.start - CONTEXT)
        if begin > done:
            # Nothing may match across a gap.
            pieces.add("\n\n", begin, begin, (), None)
        pieces.add(view.text[begin : run.start], begin, run.start, (), (1, 1))
        pieces.add(run.text, run.start, run.end, run.steps, run.per)
        limit = runs[index + 1].start if index + 1 < len(runs) else size
        done = min(limit, run.end + CONTEXT)
        pieces.add(view.text[run.end : done], run.end, done, (), (1, 1))
    made = View("".join(pieces.texts), view, pieces.back)
    shown = "".join(run.text for run in runs)
    made.odd = not shown.isascii() or _CONTROL.search(shown) is not None
    return made


class _Pieces:
    """What a rewritten text is put together from, each with where it came from."""

    __slots__ = ("made", "size", "starts", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.starts: list[int] = []
        self.made: list[tuple[int, int, tuple[str, ...], tuple[int, int] | None]] = []
        self.size = 0

    def add(self, text: str, start: int, end: int, steps: tuple[str, ...], per: tuple[int, int] | None) -> None:
        # A run that decodes to nothing leaves its mark too: what joins across it was hidden by it.
        if not text and not steps:
            return
        self.texts.append(text)
        self.starts.append(self.size)
        self.made.append((start, end, steps, per))
        self.size += len(text)

    def back(self, start: int, end: int) -> Place:
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first, bisect_right(self.starts, end - 1) - 1)
        source, until, _, per = self.made[first]
        low = source if per is None else min(until, source + (start - self.starts[first]) // per[1] * per[0])
        source, until, _, per = self.made[last]
        high = until if per is None else min(until, source - (self.starts[last] - end) // per[1] * per[0])
        steps: dict[str, None] = {}
        for _, _, undone, _ in self.made[first : last + 1]:
            steps.update(dict.fromkeys(undone))
        return low, max(low, high), tuple(steps)
