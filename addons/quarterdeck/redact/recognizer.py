"""Finds the placeholders of known types in a text, in all their forms, and what may yet become one; in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from quarterdeck.redact.forms import AROUND, BEGINNINGS, EMPHASIS, JOINT, JOINT_LENGTH, NUMBER, forms

_KEY = re.compile(r"(.+)_[0-9]+", re.DOTALL)
_JOINT = re.compile(JOINT)


class Recognizer:
    """Knows some types, one at least. `bound` is the length of the longest placeholder with what decides its end."""

    __slots__ = ("_beginning", "_begun", "_firsts", "_named", "_whole", "bound")

    def __init__(self, kinds: Iterable[str]) -> None:
        names = sorted(kinds, key=lambda kind: (-len(kind), kind))
        self.bound = max(len(kind) + JOINT_LENGTH * kind.count("_") for kind in names) + AROUND
        self._firsts = tuple({kind.partition("_")[0] for kind in names})
        form = forms(names)
        # Few characters begin one: it saves the look at every form of every type where most of a text is.
        letters = {kind[0] for kind in names}
        first = f"(?=[{BEGINNINGS}{re.escape(''.join(letters))}{re.escape(''.join(letters).lower())}])"
        self._whole = re.compile(first + form.whole)
        self._beginning = first + form.begun
        self._begun: re.Pattern[str] | None = None
        self._named = _spelled(names)

    def find(self, text: str, start: int = 0) -> tuple[int, int, str] | None:
        """The next placeholder from `start` on: its start and end, and its key."""
        found = self._whole.search(text, start)
        if found is None:
            return None
        low, high = found.span()
        mark = len(found[EMPHASIS] or "")
        named = self._named.search(text, low, high)
        if named is None:
            raise AssertionError("every form holds a type and a number")
        return low + mark, high - mark, f"{_JOINT.sub('_', named[1]).upper()}_{named[2]}"

    def tail(self, text: str, start: int = 0) -> int:
        """Where the end of the text begins that could still become a placeholder; its length when there is none."""
        if self._begun is None:
            # Only streams need it, and it is large.
            self._begun = re.compile(self._beginning)
        found = self._begun.search(text, max(start, len(text) - self.bound))
        return len(text) if found is None else found.start()

    def all(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Every placeholder of a text, in order."""
        upper = text.upper()
        if not any(first in upper for first in self._firsts):
            return
        end = 0
        while (found := self.find(text, end)) is not None:
            yield found
            end = found[1]


@lru_cache(maxsize=64)
def recognizer(kinds: frozenset[str]) -> Recognizer | None:
    """The recognizer of these types, None of none. Most answers ask for few, and for the same again and again."""
    return Recognizer(kinds) if kinds else None


def for_keys(keys: Iterable[str]) -> Recognizer | None:
    """The recognizer of the types of these placeholders."""
    return recognizer(frozenset(shape[1] for shape in map(_KEY.fullmatch, keys) if shape is not None))


def literal(kinds: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """The keys of what already reads like a placeholder of these types: no new value may be given one of them."""
    kinds = frozenset(kinds)
    if not kinds:
        return frozenset()
    # It costs little beside a recognizer, and seldom finds anything.
    maybe = _spelled(kinds)
    suspects = [text for text in texts if maybe.search(text)]
    known = recognizer(kinds) if suspects else None
    return frozenset() if known is None else frozenset(key for text in suspects for _, _, key in known.all(text))


def _spelled(kinds: Iterable[str]) -> re.Pattern[str]:
    """A type and a number, in any form: the longer type first."""
    spelled = (JOINT.join(map(re.escape, kind.split("_"))) for kind in sorted(kinds, key=len, reverse=True))
    return re.compile(f"({'|'.join(spelled)}){JOINT}({NUMBER})", re.ASCII | re.IGNORECASE)
