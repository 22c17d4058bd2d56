from __future__ import annotations

from quarterdeck.redact.elsewhere import occurrences


def where(text: str, *values: str, taken: tuple[tuple[int, int], ...] = ()) -> list[tuple[int, int]]:
    return sorted((low, high) for low, high, _ in occurrences(text, [("X", value) for value in values], taken))


def test_a_value_is_found_wherever_it_stands_but_where_it_is_taken() -> None:
    assert where("1990-01-01 and 1990-01-01.", "1990-01-01", taken=((0, 10),)) == [(15, 25)]


def test_a_short_value_within_a_word_or_number_is_another() -> None:
    assert where("12345678 x1234 1234x 1234-5 (1234)", "1234") == [(21, 25), (29, 33)]
    assert where("a12 12", "12") == []


def test_a_long_value_is_itself_within_a_word_too() -> None:
    assert where("xabcdefghijklx", "abcdefghijkl") == [(1, 13)]


def test_the_longer_of_two_that_overlap_counts() -> None:
    assert where("ann@example.test", "example.test", "ann@example.test") == [(0, 16)]
    assert where("abcd.abcd.abcd", "abcd.abcd", "abcd") == [(0, 9), (10, 14)]


def test_what_is_taken_in_part_is_not_found() -> None:
    assert where("abcd efgh ijkl", "efgh ijkl", taken=((0, 6),)) == []


def test_it_ends_soon_where_a_value_repeats_itself() -> None:
    text = "a" * 200_000
    assert len(where(text, "a" * 20, taken=((100_000, 100_010),))) == 100_000 // 20 + 99_990 // 20
    assert where(text, "a" * 11) == []
