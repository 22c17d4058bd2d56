"""What stands in JSON that is a text itself, as the arguments of a tool call: what it becomes is JSON still."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_UNIT = re.compile(r'"|\\u[0-9A-Fa-f]{0,4}|\\.?', re.DOTALL)
_WHOLE = re.compile(r'"|\\u[0-9A-Fa-f]{4}|\\[^u]', re.DOTALL)
_NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*")
_DELIMITER = frozenset(" \t\r\n,:[]{}")

Replaced = tuple[int, int, str]
"""Start, end, and what stands there instead."""


class Torn(ValueError):
    """What is to be replaced cannot be, without the rest being read otherwise."""


class Inside:
    """Reads one such text as it comes. Nothing that is put in may need escaping."""

    __slots__ = ("_quoted",)

    def __init__(self) -> None:
        self._quoted = False

    def whole(self, text: str, limit: int) -> int:
        """The last place, up to `limit`, at which the text that comes next may be cut: not within an escape."""
        for unit in _UNIT.finditer(text):
            low, high = unit.span()
            if high >= limit:
                return low if low < limit and (high > limit or not _WHOLE.fullmatch(unit[0])) else limit
        return limit

    def pass_over(self, text: str) -> None:
        """This much of the text is past."""
        for unit in _UNIT.finditer(text):
            self._quoted ^= unit[0] == '"'

    def placed(self, text: str, stretches: Iterable[Replaced]) -> Iterator[Replaced]:
        """The stretches of the text that comes next, so that JSON stays JSON. Raises Torn."""
        units = [unit.span() for unit in _UNIT.finditer(text)]
        for begin, until, instead in stretches:
            start, end, quoted = begin, until, self._quoted
            for low, high in units:
                if low >= end:
                    break
                if text[low] == '"':
                    if low >= start:
                        raise Torn("it goes over the end of a string")
                    quoted = not quoted
                elif low < start < high:
                    start = low
                elif low < end < high:
                    end = high
            # Nothing stands for the rest of what began in an earlier piece of the text.
            yield (start, end, instead) if quoted or not instead else _unquoted(text, start, end, instead)


def _unquoted(text: str, start: int, end: int, instead: str) -> Replaced:
    """A number becomes a string; what is neither in a string nor a number is no JSON anyway."""
    for number in _NUMBER.finditer(text):
        low, high = number.span()
        if low <= start and end <= high:
            before, after = text[low - 1 : low] if low else "", text[high : high + 1]
            if (not before or before in _DELIMITER) and (not after or after in _DELIMITER):
                return low, high, f'"{instead}"'
    return start, end, instead
