"""Every error that a person may read; each says what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class QuarterdeckError(Exception):
    """Base of the errors that Quarterdeck raises on purpose; its text is fit for a terminal."""


class BadHost(QuarterdeckError):
    """A host name or address that cannot be compared safely, so it is refused rather than guessed at."""


class UsageError(QuarterdeckError):
    """The command was called wrongly or its input cannot be read: exit code 2."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file of the user's, with the place where it stands.

    `line` and `column` count from 1; 0 means that the mistake concerns the whole file.
    `severity` is "error" (the file does not load) or "warning" (it loads, but look here).
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    code: str = "invalid"
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {self.severity}: {self.message}{hint}"


class Problems(QuarterdeckError):
    """All the mistakes found in one reading, never only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the name that was probably meant, or ""."""
    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]!r}?" if close else ""
