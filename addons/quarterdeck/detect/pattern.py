"""One regular expression and what must hold of its matches, in linear time: nothing that backtracks can be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.columns import Columns
from quarterdeck.detect.confirm import AROUND, Confirm, Matched, named
from quarterdeck.detect.near import Near, Places
from quarterdeck.detect.scan import spans

_OPTIONS = re2.Options()
# What is wrong is told to whoever wrote the expression, not to the log.
_OPTIONS.log_errors = False
_NO_WORDS = Places()


class BadPattern(ValueError):
    """An expression that RE2 does not take, or a check that does not exist; the message says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A detector of one expression (RE2 syntax). `confidence` runs from 0 to 1. Raises BadPattern.

    `group` is what of a match is the finding. A match counts when words stand `near` it and all of `confirm` hold.
    """

    id: str
    regex: str
    confidence: float = 1.0
    group: int = 0
    near: Near | None = None
    confirm: tuple[str, ...] = ()
    _compiled: Any = field(init=False, repr=False, compare=False, default=None)
    _checks: tuple[Confirm, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        try:
            compiled = re2.compile(self.regex, _OPTIONS)
        except re2.error as error:
            message = error.args[0] if error.args else "it is not an expression"
            raise BadPattern(message.decode() if isinstance(message, bytes) else str(message)) from None
        if self.group > compiled.groups:
            raise BadPattern(f"it has no group {self.group}")
        object.__setattr__(self, "_compiled", compiled)
        try:
            object.__setattr__(self, "_checks", tuple(map(named, self.confirm)))
        except ValueError as error:
            raise BadPattern(str(error)) from None

    @property
    def expression(self) -> str:
        """What every text matches in which this finds something."""
        return self.regex if self.near is None else self.near.expression

    def spans(self, text: str, data: bytes | None = None, columns: Columns | None = None) -> Iterator[tuple[int, int]]:
        """Where it finds something, in characters. `data` and `columns` are the text's, for those who have them."""
        data = text.encode() if data is None else data
        columns = Columns(text) if columns is None else columns
        words = _NO_WORDS
        if self.near is not None:
            # Whoever asks has seen the words already, and numbers are fewer than words.
            if self._compiled.search(data) is None:
                return
            words = self.near.places(text, data)
        for start, end in spans(self._compiled, text, data, self.group):
            # Of nothing there is nothing to find.
            if start < end and self._holds(text, start, end, words, columns):
                yield start, end

    def _holds(self, text: str, start: int, end: int, words: Places, columns: Columns) -> bool:
        if self.near is not None and not self.near.holds(start, end, words, columns):
            return False
        if not self._checks:
            return True
        matched = Matched(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])
        return all(check(matched) for check in self._checks)
