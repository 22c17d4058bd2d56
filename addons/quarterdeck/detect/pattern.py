"""One regular expression of an organization, matched in linear time: nothing that backtracks can be written (RE2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.


@dataclass(frozen=True, slots=True)
class Pattern:
    """A detector of one expression. `confidence` runs from 0 to 1."""

    id: str
    regex: str
    confidence: float = 1.0
    _compiled: Any = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_compiled", re2.compile(self.regex))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches, in characters."""
        for found in self._compiled.finditer(text):
            yield found.start(), found.end()
