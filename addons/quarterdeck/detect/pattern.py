"""One regular expression of an organization, matched in linear time: nothing that backtracks can be written (RE2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.scan import spans

_OPTIONS = re2.Options()
# What is wrong is told to whoever wrote the expression, not to the log.
_OPTIONS.log_errors = False


class BadPattern(ValueError):
    """An expression that RE2 does not take; the message says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A detector of one expression (RE2 syntax). `confidence` runs from 0 to 1. Raises BadPattern."""

    id: str
    regex: str
    confidence: float = 1.0
    _compiled: Any = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "_compiled", re2.compile(self.regex, _OPTIONS))
        except re2.error as error:
            message = error.args[0] if error.args else "it is not an expression"
            raise BadPattern(message.decode() if isinstance(message, bytes) else str(message)) from None

    def spans(self, text: str, data: bytes | None = None) -> Iterator[tuple[int, int]]:
        """Where it matches, in characters. `data` is the text's UTF-8, for those who have it already."""
        for start, end in spans(self._compiled, text, text.encode() if data is None else data):
            # Of nothing there is nothing to find.
            if start < end:
                yield start, end
