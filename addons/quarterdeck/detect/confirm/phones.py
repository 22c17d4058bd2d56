"""A number is a telephone's when a numbering plan knows it, in the regions asked for or by its country code."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

from quarterdeck.detect.confirm.matched import Confirm, Matched

_REGIONS = re.compile(r"[A-Z]{2}(?:,[A-Z]{2})*")
_NORTH_AMERICA = re.compile(r"1?[2-9]\d{9}")
_NO_DIGIT = re.compile(r"[^0-9]")
# Of a longer number, of an expression, or of a name; "phone=" is none of these, but "y=" may be.
_PART_OF_MORE = re.compile(r"(?:[0-9A-Za-z_.+/-]|(?<![A-Za-z_]{2})=)$")
_PART_AND_LINE = 4
_GOES_ON = re.compile(r"[-./]?\d|-?[A-Z]|[a-z_]")
_DATE = re.compile(r"\d{1,2}([-./])\d{1,2}\1\d{4}|\d{4}([-./])\d{1,2}\2\d{1,2}")


def phone(argument: str) -> Confirm:
    """Whether a number is valid: with its country code, or in one of the regions of the argument ("US,GB").

    North American numbers need only the shape of their plan, for it leaves whole areas to fiction and samples.
    Raises ValueError when the argument is no list of regions.
    """
    if argument and not _REGIONS.fullmatch(argument):
        raise ValueError(f"{argument!r} is no list of regions such as US,GB")
    regions = argument.split(",") if argument else [None]

    def holds(matched: Matched) -> bool:
        if (
            _PART_OF_MORE.search(matched.before[-_PART_AND_LINE:])
            or _GOES_ON.match(matched.after)
            or _DATE.fullmatch(matched.value)
        ):
            return False
        return any(_valid(matched.value, region) for region in regions)

    return holds


def _valid(text: str, region: str | None) -> bool:
    numbers = _numbers()
    try:
        number = numbers.parse(text, region)
    except numbers.NumberParseException:
        return False
    if number.country_code == 1 and _NORTH_AMERICA.fullmatch(_NO_DIGIT.sub("", text)):
        return True
    valid: bool = numbers.is_valid_number(number)
    # What is valid only with a country code that was not asked for is another country's.
    return valid and (region is None or numbers.region_code_for_number(number) == region)


@cache
def _numbers() -> Any:
    # The plans of the world take a while to import: only where somebody looks for telephone numbers.
    return import_module("phonenumbers")
