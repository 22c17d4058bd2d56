from __future__ import annotations

import pytest

from quarterdeck.policy.measures import read_bound, read_clock, read_days, read_duration, read_limit, read_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("1GB", 10**9), ("1 gb", 10**9), ("16MiB", 16 * 2**20), ("1.5k", 1500), ("10", 10), ("10B", 10), ("2TiB", 2**41)],
)
def test_sizes(text: str, size: float) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        (">1GB", 10**9, False),
        (">=1GB", 10**9, True),
        ("<1KB", 999, True),
        ("<=1KB", 1001, False),
        ("> 1 MB", 10**6 + 1, True),
    ],
)
def test_bounds(text: str, value: float, holds: bool) -> None:
    compare, limit = read_bound(text)
    assert compare(value, limit) is holds


@pytest.mark.parametrize("read", [read_bound, read_limit, read_duration, read_clock, read_days, read_size])
@pytest.mark.parametrize("text", ["", "1 GBB", "=>1", "9:00", "24:01", "someday", "7 days", "mon-", "-", ">", "1e400"])
def test_what_is_nothing_of_the_kind_is_refused(read: object, text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        read(text)  # type: ignore[operator]


def test_limits() -> None:
    compare, limit = read_limit(">=0.8")
    assert compare(0.8, limit)
    assert not compare(0.79, limit)
    assert read_limit("> 1_000_000")[1] == 1_000_000


def test_durations() -> None:
    assert [read_duration(text) for text in ("30s", "30m", "8h", "7d", "2W")] == [30, 1800, 28800, 604800, 1209600]


def test_clocks() -> None:
    assert [read_clock(text) for text in ("00:00", "09:30", "24:00")] == [0, 570, 1440]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", {0}),
        ("Sunday", {6}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("weekend", {5, 6}),
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_days(text: str, days: set[int]) -> None:
    assert read_days(text) == days
