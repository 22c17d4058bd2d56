"""A date of birth is a day of the calendar on which somebody alive could have been born."""

from __future__ import annotations

import re

from quarterdeck.detect.confirm.matched import Matched

_NUMBERS = re.compile(r"\d+")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def birth_date(matched: Matched) -> bool:
    """Whether day, month and year can be one date, in any order of day and month; a month's name is taken as it is.

    Years run from 1900 to 2035: there is no clock here, and a year too many costs nothing.
    """
    numbers = [int(number) for number in _NUMBERS.findall(matched.value)]
    year = next((number for number in numbers if number > 99), None)
    if year is not None and not 1900 <= year <= 2035:
        return False
    rest = [number for number in numbers if number != year] if year is not None else numbers[:2]
    if len(rest) == 1:
        return 1 <= rest[0] <= 31
    if len(rest) != 2:
        return False
    return _is_day(*rest) or _is_day(*reversed(rest))


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]
