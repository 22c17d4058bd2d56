"""The span of time that a command is about: days as people write them, or moments."""

from __future__ import annotations

import datetime as dt

from quarterdeck.errors import UsageError


def begin_of(text: str) -> dt.datetime:
    """When a span begins: a day's first moment, or the moment itself. Raises UsageError."""
    return _moment(text)


def end_of(text: str) -> dt.datetime:
    """Before when a span ends: a day counts whole. Raises UsageError."""
    return _moment(text, dt.timedelta(days=1 if len(text) == len("2026-01-31") else 0))


def _moment(text: str, later: dt.timedelta = dt.timedelta()) -> dt.datetime:
    """In UTC without saying so, as the log's times are read."""
    try:
        moment = dt.datetime.fromisoformat(text) + later
        return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is neither a day (2026-01-31) nor a moment (2026-01-31T12:00:00Z)") from None
