"""A text that is too large to be kept, seen through windows that overlap, so that nothing is missed at their edges."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quarterdeck.wire import charset

SIZE = 1 << 18
OVERLAP = 4096
# What stands before a window, so that what begins at its edge is seen as what it is.
_BEFORE = 64
# Which byte comes first is said by a mark, or by nothing.
_EITHER_WAY = frozenset(("utf_16", "utf16", "utf_32", "utf32"))
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


def encoding_of(head: bytes, charsets: Sequence[str]) -> str | None:
    """How a text is encoded that begins so, `charsets` being those it is said to be in; None when that is not clear."""
    betrayed = charset.sniff(head)
    if not charsets or (betrayed != "utf-8" and len(charsets) == 1):
        return betrayed
    if len(charsets) > 1 or not charset.known(charsets[0]) or charsets[0].replace("-", "_") in _EITHER_WAY:
        return None
    return charsets[0]


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
        yield from self._full()

    def feed_text(self, text: str) -> Iterator[Window]:
        """The same of a text that is decoded already."""
        self._text += text
        yield from self._full()

    def _full(self) -> Iterator[Window]:
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
