"""A text that is too large to be kept, seen through windows that overlap, so that nothing is missed at their edges."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

SIZE = 1 << 18
OVERLAP = 4096
# What stands before a window, so that what begins at its edge is seen as what it is.
_BEFORE = 64
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text. `start` is where it begins in the whole, in characters.

    What begins in it from `first` until before `last` belongs to it alone; the rest is seen by its neighbours.
    """

    text: str
    start: int
    first: int
    last: int


class Windows:
    """Takes bytes in pieces and gives windows of `size` characters that share `overlap` with the next.

    `broken` is True once bytes came that are no text in this encoding; they are shown as U+FFFD.
    """

    def __init__(self, encoding: str = "utf-8", size: int = SIZE, overlap: int = OVERLAP) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._lost = _LOST.encode(encoding if encoding.endswith(("le", "be")) else "utf-8")
        self._size = size
        self._overlap = overlap
        self._text = ""
        self._start = self._first = 0
        self.broken = False

    def feed(self, data: bytes) -> Iterator[Window]:
        """The windows that are full now."""
        self._take(data, final=False)
        while len(self._text) >= self._first + self._size + self._overlap:
            last = self._first + self._size
            yield Window(self._text[: last + self._overlap], self._start, self._first, last)
            cut = max(0, last - _BEFORE)
            self._text = self._text[cut:]
            self._start += cut
            self._first = last - cut

    def end(self) -> Iterator[Window]:
        """The last window."""
        self._take(b"", final=True)
        if len(self._text) > self._first or not self._start:
            yield Window(self._text, self._start, self._first, len(self._text))
        self._text = ""

    def _take(self, data: bytes, *, final: bool) -> None:
        text = self._decoder.decode(data, final)
        if text.count(_LOST) > data.count(self._lost):
            self.broken = True
        self._text += text
