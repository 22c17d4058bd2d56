"""Source code in a text, by its language: lines close together that have enough of the language's features.

A block counts when one feature is the language's own, when all are worth enough together, and when it has three lines
or two such features. A fence of Markdown that names the language is one of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.syntax import Syntax
from quarterdeck.detect.syntax_braces import BRACES
from quarterdeck.detect.syntax_scripts import SCRIPTS

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
# Every gate has one of these; those that stand in the fewest texts come first.
_RARE = b"{$#=;"
# Lines without a feature that may stand between two lines of one block.
_GAP = 6
_ENOUGH = 4
_STRONG = 2
_LINES = 3
# More features in one text than any block needs; what comes after them belongs to the block that they begin.
_MOST = 20_000


@dataclass(slots=True)
class _Block:
    first: int
    last: int
    strong: set[int]
    weak: set[int]
    lines: int = 0
    foreign: bool = False

    def counts(self) -> bool:
        """Whether this is code of the language beyond doubt."""
        score = _STRONG * len(self.strong) + len(self.weak)
        enough = _ENOUGH + 2 if self.foreign else _ENOUGH
        certain = len(self.strong) >= (3 if self.foreign else 1)
        return certain and score >= enough and (self.lines >= _LINES or len(self.strong) >= 2)


@dataclass(frozen=True, slots=True)
class Language:
    """Finds blocks of code in one language. `confidence` is how certain a block is to be of it."""

    syntax: Syntax
    confidence: float = 0.85
    id: str = field(init=False)
    sign: bytes = field(init=False, repr=False, compare=False)
    _hints: Any = field(init=False, repr=False, compare=False)
    _strong: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    _any_strong: Any = field(init=False, repr=False, compare=False)
    _weak: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    _against: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        syntax = self.syntax
        fence = r"(?i)^[ \t]*(?:\x60{3}|~{3})(?:" + "|".join(map(re2.escape, syntax.fences)) + r")[ \t]*$"
        object.__setattr__(self, "id", f"source-code.{syntax.name}")
        rare = sorted({next(byte for byte in _RARE if byte in gate) for gate in syntax.gates})
        object.__setattr__(self, "sign", bytes(rare))
        object.__setattr__(self, "_hints", re2.compile(syntax.hints, _OPTIONS))
        strong = (*syntax.strong, fence)
        object.__setattr__(self, "_strong", tuple(map(_lines, strong)))
        object.__setattr__(self, "_any_strong", _lines("|".join(f"(?:{feature})" for feature in strong)))
        object.__setattr__(self, "_weak", tuple(map(_lines, syntax.weak)))
        object.__setattr__(self, "_against", _lines(syntax.against) if syntax.against else None)

    def maybe(self, data: bytes) -> bool:
        """Whether there may be such code in this UTF-8: rare bytes first, words only where they all are.

        Nothing is code of a language without one of its own features.
        """
        for gate in self.syntax.gates:
            for byte in gate:
                if byte not in data:
                    break
            else:
                return self._hints.search(data) is not None and self._any_strong.search(data) is not None
        return False

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """The blocks, whole lines from the first to the last that is code, in characters of `text`."""
        starts = _starts(data)
        plain = len(text) == len(data)
        for block in self._blocks(data, starts):
            if not block.counts():
                continue
            low = starts[block.first]
            high = _end(data, starts, block.last)
            if plain:
                yield low, high
            else:
                before = len(data[:low].decode(errors="replace"))
                yield before, before + len(data[low:high].decode(errors="replace"))

    def _blocks(self, data: bytes, starts: list[int]) -> list[_Block]:
        """Runs of lines with features, not further apart than the gap."""
        seen: dict[int, list[tuple[int, int]]] = {}
        for kind, features in enumerate((self._strong, self._weak, (self._against,) if self._against else ())):
            for number, feature in enumerate(features):
                for count, found in enumerate(feature.finditer(data)):
                    if count > _MOST:
                        break
                    line = bisect_right(starts, found.start()) - 1
                    seen.setdefault(line, []).append((kind, number))
        blocks: list[_Block] = []
        for line in sorted(seen):
            if not blocks or line - blocks[-1].last > _GAP:
                blocks.append(_Block(line, line, set(), set()))
            block = blocks[-1]
            block.last = line
            block.lines += any(kind < 2 for kind, _ in seen[line])
            for kind, number in seen[line]:
                if kind == 2:
                    block.foreign = True
                else:
                    (block.weak if kind else block.strong).add(number)
        return blocks


def _lines(expression: str) -> Any:
    # A line of Windows ends with one character more.
    return re2.compile("(?m)" + expression.replace(r"[ \t]*$", r"[ \t\r]*$"), _OPTIONS)


def _starts(data: bytes) -> list[int]:
    """Where each line begins."""
    starts = [0]
    at = data.find(b"\n")
    while at >= 0:
        starts.append(at + 1)
        at = data.find(b"\n", at + 1)
    return starts


def _end(data: bytes, starts: list[int], line: int) -> int:
    """Where a block that ends in this line does so, with the lines after it that are indented or close something."""
    following = line + 1
    while following < len(starts) and data[starts[following] : starts[following] + 1] in (
        b" ",
        b"\t",
        b"}",
        b")",
        b"]",
    ):
        following += 1
    end = starts[following] - 1 if following < len(starts) else len(data)
    return end - (data[end - 1 : end] == b"\r")


LANGUAGES: tuple[Language, ...] = tuple(map(Language, (*BRACES, *SCRIPTS)))
