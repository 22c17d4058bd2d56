from __future__ import annotations

import pytest

from quarterdeck.model.luhn import passes_luhn


@pytest.mark.parametrize(
    ("digits", "passes"), [("4111111111111111", True), ("4111111111111112", False), ("79927398713", True)]
)
def test_the_last_digit_is_that_of_the_others(digits: str, passes: bool) -> None:
    assert passes_luhn(digits) is passes


def test_of_ten_last_digits_one_passes() -> None:
    assert [last for last in range(10) if passes_luhn(f"7992739871{last}")] == [3]
