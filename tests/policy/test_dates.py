from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from quarterdeck.policy.dates import ends, read_when, read_zone, starts

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-12-31", "2026-12-30T23:00", "2026-12-31T23:00"),
        # The day on which clocks go back has 25 hours.
        ("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00"),
    ],
)
def test_a_day_is_inclusive_in_its_own_zone(text: str, first: str, after: str) -> None:
    assert starts(text, BERLIN) == at(first)
    assert ends(text, BERLIN) == at(after)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31 18:00", "2026-12-31T17:00"),
        ("2026-12-31T18:00:00", "2026-12-31T17:00"),
        ("2026-12-31T18:00:00Z", "2026-12-31T18:00"),
        ("2026-12-31t18:00:00z", "2026-12-31T18:00"),
        ("2026-12-31 18:00:00 +05:00", "2026-12-31T13:00"),
        ("2026-12-31T18:00:00.5Z", "2026-12-31T18:00:00.500"),
    ],
)
def test_a_moment_is_itself_in_force(text: str, moment: str) -> None:
    assert starts(text, BERLIN) == at(moment)
    assert at(moment) < ends(text, BERLIN) < at(moment) + 0.001


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01", "2026-02-30", "31.12.2026", "2026-12-31T25:00", "20261231", "2026-W53"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_when(text)


def test_the_last_day_of_all_never_ends() -> None:
    assert ends("9999-12-31", UTC) == float("inf")


def test_a_zone_that_does_not_exist_gets_a_proposal() -> None:
    with pytest.raises(ValueError, match="did you mean 'Europe/Berlin'"):
        read_zone("europe/berln")
    with pytest.raises(ValueError, match="is not a time zone"):
        read_zone("../../etc/passwd")
