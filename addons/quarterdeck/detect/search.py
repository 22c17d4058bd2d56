"""Many patterns over a text in one pass: only where any of them matches is each asked in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.pattern import Pattern

# More at once makes automata that outgrow their memory, and then RE2 falls back to what is ten times slower.
_TOGETHER = 50
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 64 << 20


class Search:
    """Patterns in the order of their ids, in groups that are searched for as one."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._groups = [
            group
            for at in range(0, len(patterns), _TOGETHER)
            for group in _together(tuple(patterns[at : at + _TOGETHER]))
        ]
        self.joinable = not any(_is_anchored(pattern.regex) for pattern in patterns)
        """Whether a text in which nothing is found has nothing in any of its lines either."""

    def anything(self, data: bytes) -> bool:
        """Whether any pattern matches this UTF-8."""
        return any(group.search(data) is not None for group, _ in self._groups)

    def hits(self, text: str, data: bytes) -> Iterator[tuple[Pattern, int, int]]:
        """Every match that is not empty, in characters of `text`; `data` is its UTF-8."""
        for group, patterns in self._groups:
            if group.search(data) is not None:
                for pattern in patterns:
                    for start, end in pattern.spans(text, data):
                        yield pattern, start, end


def _together(patterns: tuple[Pattern, ...]) -> Iterator[tuple[Any, tuple[Pattern, ...]]]:
    """One expression for all of them, or for halves of them where they are too large for one."""
    try:
        yield re2.compile("|".join(f"(?:{pattern.regex})" for pattern in patterns), _OPTIONS), patterns
    except re2.error:
        if len(patterns) == 1:
            raise
        half = len(patterns) // 2
        yield from _together(patterns[:half])
        yield from _together(patterns[half:])


def _is_anchored(regex: str) -> bool:
    """Whether it may ask for the very start or end of a text; rather once too often."""
    plain = regex.replace("[^", "")
    return any(mark in plain for mark in ("^", "$", r"\A", r"\z"))
