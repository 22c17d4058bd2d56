"""Words that must stand near a match, or head its column, for it to count: what makes a bare number a passport's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.columns import Columns
from quarterdeck.detect.scan import spans

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_ASCII = re.compile("[0-9A-Za-z]")
# In names of variables words are joined by what no engine takes for an end of one.
_EDGE = r"(?:\b|_)"
# What ends in one of these says itself where it ends: "dni:" is a word in "dni:123".
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


@dataclass(frozen=True, slots=True)
class Near:
    """Whole words in any case, which may hold spaces, `within` so many characters of a match, before or after it."""

    words: tuple[str, ...]
    within: int = 60
    _words: tuple[Any, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        forms = self._forms()
        signed = [form for form in forms if _SIGN.match(form[-1])]
        plain = [form for form in forms if not _SIGN.match(form[-1])]
        kinds = ((plain, r"(?:[^\pL\pN]|$)"), (signed, ""))
        compiled = [
            re2.compile(rf"(?i)(?:^|[^\pL\pN])({'|'.join(words)}){end}", _OPTIONS) for words, end in kinds if words
        ]
        object.__setattr__(self, "_words", tuple(compiled))

    @property
    def expression(self) -> str:
        """What any text matches in which one of the words stands."""
        return "(?i)(?:" + "|".join(map(_bounded, self._forms())) + ")"

    def _forms(self) -> list[str]:
        # Where letters are not ASCII, an engine that ignores case may not know their other case, or write it as two.
        forms = {
            form
            for word in self.words
            for form in ((word.lower(),) if word.isascii() else (word.lower(), word.upper(), word.title()))
        }
        return sorted(map(_spelled, forms))

    def places(self, text: str, data: bytes) -> Places:
        """Where the words stand, in characters."""
        return Places([place for words in self._words for place in spans(words, text, data, 1)])

    def holds(self, start: int, end: int, places: Places, columns: Columns) -> bool:
        """Whether one of these places is near enough to a match and no part of it, or is in the head of its column."""
        if places.any_end(start - self.within, start) or places.any_start(end, end + self.within):
            return True
        head = columns.head(start) if places else None
        return head is not None and places.any_start(*head)


class Places:
    """Where words stand. A text may hold as many words as matches, so none is asked about all of the others."""

    def __init__(self, places: Sequence[tuple[int, int]] = ()) -> None:
        self._starts = sorted(start for start, _ in places)
        self._ends = sorted(end for _, end in places)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def any_start(self, least: int, most: int) -> bool:
        """Whether a word starts within these bounds, which are in."""
        return _any_within(self._starts, least, most)

    def any_end(self, least: int, most: int) -> bool:
        """Whether a word ends within these bounds, which are in."""
        return _any_within(self._ends, least, most)


def _any_within(numbers: Sequence[int], least: int, most: int) -> bool:
    at = bisect_left(numbers, least)
    return at < len(numbers) and numbers[at] <= most


def _spelled(word: str) -> str:
    return r"\s+".join(re2.escape(piece) for piece in word.split())


def _bounded(spelled: str) -> str:
    """The word not within another, as far as an engine sees that which knows the letters of ASCII alone."""
    return (_EDGE if _ASCII.match(spelled[0]) else "") + spelled + (_EDGE if _ASCII.match(spelled[-1]) else "")
