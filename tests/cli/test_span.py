"""A day counts whole, at its beginning and at its end; a moment is what it says, in UTC."""

# ruff: noqa: DTZ001  the view's times are UTC without saying so

from __future__ import annotations

import datetime as dt

import pytest

from quarterdeck.cli.span import begin_of, end_of
from quarterdeck.errors import UsageError


def test_a_day_counts_whole():
    assert begin_of("2026-03-03") == dt.datetime(2026, 3, 3)
    assert end_of("2026-03-03") == dt.datetime(2026, 3, 4)


def test_a_moment_is_in_utc_unless_it_says_otherwise():
    assert begin_of("2026-03-03T12:00:00Z") == dt.datetime(2026, 3, 3, 12)
    assert end_of("2026-03-03T12:00:00+02:00") == dt.datetime(2026, 3, 3, 10)
    assert end_of("2026-03-03T12:00") == dt.datetime(2026, 3, 3, 12)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "9999-99-99", "0001-01-01T00:00:00+14:00"])
def test_anything_else_is_told(text):
    with pytest.raises(UsageError, match="neither a day"):
        begin_of(text)


def test_the_last_day_of_the_calendar_is_told():
    with pytest.raises(UsageError, match="neither a day"):
        end_of("9999-12-31")
