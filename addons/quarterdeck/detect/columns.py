"""Tables that stand in a text, such as CSV: what heads a column says what stands below it, however far."""

from __future__ import annotations

import re

# Characters of a line, and of each cell of a head, past which it is taken for no table's.
_LONGEST_LINE = 4096
_LONGEST_CELL = 48
# A comma may be a decimal one, or a sentence's, where another of these is there too.
_SIGNS = "\t;|,"
_QUOTED = re.compile('"[^"]*"')


class Columns:
    """The columns of the tables in a text. Each line is looked at once, however many places are asked about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._firsts: dict[int, int] = {}

    def head(self, at: int) -> tuple[int, int] | None:
        """Where the cell stands that heads the column of a place; None where that is in no table."""
        start = self._start(at)
        line = None if start is None else self._line(start)
        sign = None if line is None else next((one for one in _SIGNS if one in line), None)
        if start is None or line is None or sign is None:
            return None
        first = self._first(start, sign, line.count(sign))
        cells = (self._line(first) or "").split(sign)
        if first == start or any(len(cell) > _LONGEST_CELL for cell in cells):
            return None
        number = line.count(sign, 0, at - start)
        before = first + sum(len(cell) + 1 for cell in cells[:number])
        return before, before + len(cells[number])

    def _start(self, at: int) -> int | None:
        """Where the line of a place starts; None where that is too far away."""
        least = max(0, at - _LONGEST_LINE)
        found = self._text.rfind("\n", least, at)
        return found + 1 if found >= 0 or least == 0 else None

    def _line(self, start: int) -> str | None:
        """A line in which nothing that is quoted looks like a sign; None for one that is too long."""
        end = self._text.find("\n", start, start + _LONGEST_LINE)
        if end < 0:
            if len(self._text) - start > _LONGEST_LINE:
                return None
            end = len(self._text)
        line = self._text[start:end]
        return _QUOTED.sub(lambda found: "x" * len(found[0]), line) if '"' in line else line

    def _first(self, start: int, sign: str, count: int) -> int:
        """Where the first of the lines above starts that have as many cells, without a break."""
        passed = []
        here = start
        while here not in self._firsts:
            passed.append(here)
            above = self._start(here - 1) if here else None
            line = None if above is None else self._line(above)
            if above is None or line is None or line.count(sign) != count:
                self._firsts[here] = here
            else:
                here = above
        for one in passed:
            self._firsts[one] = self._firsts[here]
        return self._firsts[here]
