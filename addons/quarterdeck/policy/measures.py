"""Sizes, durations, counts, times of day and days of the week, as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import ge, gt, le, lt

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?)(i?)b?\Z", re.IGNORECASE)
_BOUND = re.compile(r"(>=|<=|>|<)\s*(.+)\Z", re.DOTALL)
_POWER = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_DURATION = re.compile(r"(\d{1,6})\s*([smhdw])\Z", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)\Z")
_COMPARE: dict[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPANS = {"weekdays": "mon-fri", "weekend": "sat-sun", "daily": "mon-sun"}

Bound = tuple[Callable[[float, float], bool], float]


def read_size(text: str) -> float:
    """Bytes of `16MB` (millions) or `16MiB` (2 to the 20th). Raises ValueError."""
    match = _SIZE.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a size: write one as 16MB, 1GB or 512KiB")
    return float(match[1]) * (1024.0 if match[3] else 1000.0) ** _POWER[match[2].lower()]


def read_bound(text: str) -> Bound:
    """A comparison with a size, such as `>1GB`. Raises ValueError."""
    match = _BOUND.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} compares with nothing: write >1GB, >=1GB, <1GB or <=1GB")
    return _COMPARE[match[1]], read_size(match[2])


def read_limit(text: str) -> Bound:
    """A comparison with a plain number, such as `>=0.8`. Raises ValueError."""
    match = _BOUND.match(text.strip())
    try:
        return _COMPARE[match[1] if match else ""], float(match[2].replace("_", "") if match else "")
    except (KeyError, ValueError):
        raise ValueError(f"{text!r} compares with nothing: write >1000 or >=0.8") from None


def read_duration(text: str) -> float:
    """Seconds of `30m`, `8h`, `7d` or `2w`. Raises ValueError."""
    match = _DURATION.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a duration: write one as 30m, 8h, 7d or 2w")
    return int(match[1]) * float(_SECONDS[match[2].lower()])


def read_clock(text: str) -> int:
    """Minutes after midnight of `09:00`; `24:00` is the end of the day. Raises ValueError."""
    match = _CLOCK.match(text.strip())
    minutes = int(match[1]) * 60 + int(match[2]) if match else 1441
    if minutes > 1440:
        raise ValueError(f"{text!r} is not a time of day: write one as 09:00")
    return minutes


def read_days(text: str) -> frozenset[int]:
    """Days of the week (Monday is 0) of `mon`, `mon-fri`, `weekdays`, `weekend`. Raises ValueError."""
    word = text.strip().lower()
    first, dash, last = _SPANS.get(word, word).partition("-")
    start, end = _day(first, text), _day(last if dash else first, text)
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _day(word: str, text: str) -> int:
    word = word.strip()
    if word in WEEK:
        return WEEK.index(word)
    if word in _LONG:
        return _LONG.index(word)
    raise ValueError(f"{text!r} is not a day: write mon, mon-fri, weekdays or weekend")
