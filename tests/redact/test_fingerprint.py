from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.fingerprint import fingerprint

KEY = b"k" * 32


@given(st.text(max_size=40))
def test_a_value_is_known_again_and_only_with_the_key(value: str) -> None:
    made = fingerprint(KEY, value)
    assert made == fingerprint(KEY, value)
    assert made != fingerprint(b"j" * 32, value)
    assert len(made) == 16
    assert int(made, 16) >= 0


def test_a_lone_surrogate_is_a_value_too() -> None:
    assert fingerprint(KEY, "\ud800") != fingerprint(KEY, "\ud801")


def test_the_grouping_of_a_number_and_the_case_of_an_address_make_no_other_value() -> None:
    assert fingerprint(KEY, "4111 1111-1111.1111") == fingerprint(KEY, "4111111111111111")
    assert fingerprint(KEY, "Ann@Example.Test") == fingerprint(KEY, "ann@example.test")


def test_what_only_looks_alike_is_another_value() -> None:
    assert fingerprint(KEY, "AbC-1234") != fingerprint(KEY, "abc-1234")
    assert fingerprint(KEY, "x1234") != fingerprint(KEY, "1234")
    # Too few digits to be a number that somebody groups.
    assert fingerprint(KEY, "1-23") != fingerprint(KEY, "12-3")
