"""Letters and digits with one thing between each: "A K I A", "4-1-1-1", and "4 1 1 1   1 1 1 1" where words go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.view import Run

SPACED = r"(?:[A-Za-z0-9][^A-Za-z0-9]){5}|(?:\S\s){5}|(?:\S\s){3}\s{1,3}\S\s\S"

_MAYBE_SPACED = re2.compile(SPACED)
_BY_ANYTHING = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]){5,}[^\W_](?![^\W_])")
_BY_BLANKS = re.compile(r"(?<!\S)(?:\S\s){5,}\S(?!\S)")
# Whoever puts a blank behind each character of a sentence makes three of that between two words.
_WORDS = re.compile(r"(?<!\S)\S(?:\s{1,4}+\S(?![^\W_])){4,}+")
_WORD = re.compile(r"\S(?:\s\S)+|\s{2,}")
_GAP = re.compile(r"\s{2}")


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
        yield list(_words(text, budget))


def _words(text: str, budget: Budget) -> Iterator[Run]:
    for match in _WORDS.finditer(text):
        if _GAP.search(match.group()) is None:
            continue
        if not budget.run(len(match.group())):
            return
        for word in _WORD.finditer(text, *match.span()):
            if word.group()[0].isspace():
                yield Run(*word.span(), " ", ("spaced",))
            else:
                yield Run(*word.span(), word.group()[::2], ("spaced",), (2, 1))
