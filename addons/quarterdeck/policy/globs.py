"""Patterns in which `*` stands for any run of characters and `?` for one; nothing else is special.

A table of thousands of them is asked once for a text: each is found by three letters that it must contain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_RUNS = re.compile(r"[*?]+")


def is_glob(pattern: str) -> bool:
    """Whether a pattern is more than the text that it spells."""
    return "*" in pattern or "?" in pattern


def compile_glob(pattern: str, any_run: str = ".") -> Callable[[str], bool]:
    """A test of a whole, already case-folded text. `any_run` is the class that one step of `*` may take.

    Linear in the text: each piece between stars is taken where it first occurs and never tried again.
    """
    pattern = pattern.casefold()
    if not is_glob(pattern):
        return pattern.__eq__
    first, *rest = re.split(r"\*+", pattern)
    regex = _piece(first)
    if rest:
        regex += "".join(f"(?>{any_run}*?{_piece(piece)})" for piece in rest[:-1] if piece)
        # The last piece must end the text, so it is sought from the end: greedy, then back.
        regex += f"{any_run}*{_piece(rest[-1])}"
    match = re.compile(f"(?s:{regex})\\Z").match
    return lambda text: match(text) is not None


def _piece(text: str) -> str:
    return "".join("." if char == "?" else re.escape(char) for char in text)


class GlobTable:
    """Which of many patterns match a text. Each pattern carries the number that is returned for it."""

    __slots__ = ("_exact", "_grams", "_loose")

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._grams: dict[str, list[tuple[Callable[[str], bool], int]]] = {}
        self._loose: list[tuple[Callable[[str], bool], int]] = []
        folded = [(pattern.casefold(), number) for pattern, number in patterns]
        seen: dict[str, int] = {}
        for pattern, _ in folded:
            for gram in _grams_of(pattern):
                seen[gram] = seen.get(gram, 0) + 1
        for pattern, number in folded:
            if not is_glob(pattern):
                self._exact.setdefault(pattern, []).append(number)
                continue
            grams = _grams_of(pattern)
            test = (compile_glob(pattern), number)
            if grams:
                self._grams.setdefault(min(grams, key=lambda gram: (seen[gram], gram)), []).append(test)
            else:
                self._loose.append(test)

    def __bool__(self) -> bool:
        return bool(self._exact or self._grams or self._loose)

    def matches(self, text: str) -> list[int]:
        """The numbers of the patterns that match a case-folded text, in no order."""
        found = list(self._exact.get(text, ()))
        if self._grams:
            for gram in {text[at : at + 3] for at in range(len(text) - 2)}:
                for test, number in self._grams.get(gram, ()):
                    if test(text):
                        found.append(number)
        for test, number in self._loose:
            if test(text):
                found.append(number)
        return found

    def any(self, text: str) -> bool:
        """Whether any pattern matches a case-folded text."""
        return bool(self.matches(text))


def _grams_of(pattern: str) -> set[str]:
    return {run[at : at + 3] for run in _RUNS.split(pattern) for at in range(len(run) - 2)}


def glob_set(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether any of the patterns matches a case-folded text."""
    patterns = sorted({pattern.casefold() for pattern in patterns})
    if not any(is_glob(pattern) for pattern in patterns):
        return frozenset(patterns).__contains__
    if len(patterns) == 1:
        return compile_glob(patterns[0])
    return GlobTable((pattern, 0) for pattern in patterns).any
