"""Dates of a policy: a day is inclusive and belongs to the policy's time zone, a moment may carry its own."""

from __future__ import annotations

import difflib
import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

FOREVER = float("inf")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)? ?(?:[Zz]|[+-]\d{2}:?\d{2})?\Z")


def read_when(text: str) -> date | datetime:
    """A day (`2026-12-31`) or a moment (`2026-12-31 18:00`, `2026-12-31T18:00:00Z`). Raises ValueError."""
    text = text.strip()
    try:
        if _DAY.match(text):
            return date.fromisoformat(text)
        if _MOMENT.match(text):
            return datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z").upper())
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a date: write 2026-12-31, or 2026-12-31T18:00:00Z")


@lru_cache(maxsize=256)
def read_zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name, such as Europe/Berlin. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ModuleNotFoundError, KeyError):
        known = {zone.lower(): zone for zone in available_timezones()}
        close = difflib.get_close_matches(name.lower(), known, 1)
        hint = f"; did you mean {known[close[0]]!r}?" if close else "; write one as Europe/Berlin or UTC"
        raise ValueError(f"{name!r} is not a time zone{hint}") from None


def starts(text: str, zone: tzinfo) -> float:
    """The first second (since the epoch) at which something `from` this date is in force."""
    when = read_when(text)
    if isinstance(when, datetime):
        return _moment(when, zone)
    return datetime.combine(when, time(), zone).timestamp()


def ends(text: str, zone: tzinfo) -> float:
    """The first second (since the epoch) at which something `until` this date is no longer in force."""
    when = read_when(text)
    if isinstance(when, datetime):
        return _moment(when, zone) + 1e-6
    if when == date.max:
        return FOREVER
    return datetime.combine(when + timedelta(days=1), time(), zone).timestamp()


def _moment(when: datetime, zone: tzinfo) -> float:
    return (when if when.tzinfo else when.replace(tzinfo=zone)).timestamp()
