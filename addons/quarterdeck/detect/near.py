"""Words that must stand near a match for it to count: what makes a bare number a passport's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.scan import spans

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_ASCII = re.compile("[0-9A-Za-z]")
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
        forms = {form for word in self.words for form in (word.lower(), word.upper(), word.title())}
        return sorted(map(_spelled, forms))

    def places(self, text: str, data: bytes) -> list[tuple[int, int]]:
        """Where the words stand, in characters."""
        return [place for words in self._words for place in spans(words, text, data, 1)]

    def holds(self, start: int, end: int, places: Sequence[tuple[int, int]]) -> bool:
        """Whether one of these places is near enough to a match, and is not a part of it."""
        return any(
            (high <= start and start - high <= self.within) or (end <= low and low - end <= self.within)
            for low, high in places
        )


def _spelled(word: str) -> str:
    return r"\s+".join(re2.escape(piece) for piece in word.split())


def _bounded(spelled: str) -> str:
    """The word not within another, as far as an engine sees that which knows the letters of ASCII alone."""
    return (r"\b" if _ASCII.match(spelled[0]) else "") + spelled + (r"\b" if _ASCII.match(spelled[-1]) else "")
