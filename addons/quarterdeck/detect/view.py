"""A text as it reads with something undone, and the way back from each of its characters to the original's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

CONTEXT = 128
"""Characters kept on either side of what was decoded: enough for the words that patterns ask for near a number."""

CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
"""Characters of ASCII that nobody sees and no text needs."""

_GAP = "\n\n"
_CONTROL = re.compile(CONTROLS)
_SURROGATES = re.compile("[\ud800-\udfff]")

Place = tuple[int, int, tuple[str, ...]]
"""Start and end in the text that a view was made from, and what was undone between them."""


class Run(NamedTuple):
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

    `odd` is False when what this view shows for the first time is ASCII without controls. `seen` and `fired` are what
    a search has seen in it, kept for whoever asks next.
    """

    __slots__ = ("back", "data", "fired", "odd", "parent", "seen", "text")

    fired: list[int] | None
    seen: bool | None

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
        self.seen = self.fired = None

    def origin(self, start: int, end: int) -> Place | None:
        """Where this stands in the original and what was undone, outermost first.

        None when nothing of it, nor beside it, was undone to make this view: the view before shows it as well. A word
        that follows "%20" begins only where that is a space.
        """
        if self.parent is None or self.back is None:
            return start, end, ()
        beside = max(0, start - 1), min(len(self.text), end + 1)
        start, end, steps = self.back(start, end)
        steps = steps or self.back(*beside)[2]
        view = self.parent
        # What stands for the text that was left out between two runs is nowhere in the original.
        if not steps or start == end:
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
    text = view.text
    texts: list[str] = []
    starts: list[int] = []
    made: list[Run] = []
    size = done = kept = 0
    for run in runs:
        begin = run.start - CONTEXT
        if begin > kept:
            # Nothing may match across what is left out.
            texts += (text[done:kept], _GAP)
            starts.append(size + kept - done)
            made.append(Run(begin, begin, _GAP, ()))
            size += kept - done + len(_GAP)
            done = begin
        texts += (text[done : run.start], run.text)
        size += run.start - done
        starts.append(size)
        made.append(run)
        size += len(run.text)
        done = run.end
        kept = done + CONTEXT
    texts.append(text[done:kept])
    child = View("".join(texts), view, _Pieces(starts, made).back)
    shown = "".join(run.text for run in runs)
    child.odd = not shown.isascii() or _CONTROL.search(shown) is not None
    return child


class _Pieces:
    """The runs of a rewritten text and where each begins in it; between them it is as it was."""

    __slots__ = ("made", "starts")

    def __init__(self, starts: list[int], made: list[Run]) -> None:
        self.starts = starts
        self.made = made

    def back(self, start: int, end: int) -> Place:
        first, _, low, _ = self._at(start)
        _, stop, _, high = self._at(max(start, end - 1))
        steps: dict[str, None] = {}
        for run in self.made[first:stop]:
            steps.update(dict.fromkeys(run.steps))
        return low, max(low, high), tuple(steps)

    def _at(self, at: int) -> tuple[int, int, int, int]:
        """For one character: the first run that does not end before it, the first that begins after it, its source."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0, 0, at, at + 1
        run = self.made[index]
        offset = at - self.starts[index]
        if offset >= len(run.text):
            source = run.end + offset - len(run.text)
            return index + 1, index + 1, source, source + 1
        if run.per is None:
            return index, index + 1, run.start, run.end
        letters, characters = run.per
        low = run.start + offset // characters * letters
        return index, index + 1, min(run.end, low), min(run.end, low + letters)
