"""Letters and digits with one thing between each: "A K I A", "4-1-1-1"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.view import Run

SPACED = r"(?:[A-Za-z0-9][^A-Za-z0-9]){5}|(?:\S\s){5}"

_MAYBE_SPACED = re2.compile(SPACED)
_BY_ANYTHING = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]){5,}[^\W_](?![^\W_])")
_BY_BLANKS = re.compile(r"(?<!\S)(?:\S\s){5,}\S(?!\S)")


def spaced(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Six characters or more that stand alone, written without what is between them."""
    if _MAYBE_SPACED.search(data) is not None:
        for pattern in (_BY_ANYTHING, _BY_BLANKS):
            runs = []
            for match in pattern.finditer(text):
                if not budget.run(len(match.group())):
                    break
                runs.append(Run(match.start(), match.end(), match.group()[::2], ("spaced",), (2, 1)))
            yield runs
