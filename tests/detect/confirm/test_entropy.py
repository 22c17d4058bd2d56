from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.entropy import bits, entropy
from quarterdeck.detect.confirm.matched import Matched


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("aaaa", 0), ("abab", 1), ("abcd", 2), ("0123456789abcdef", 4)]
)
def test_bits_a_character(text: str, expected: float) -> None:
    assert bits(text) == pytest.approx(expected)


def test_as_many_as_are_asked_for_are_enough() -> None:
    assert entropy("2")(Matched("abcd"))
    assert not entropy("2.1")(Matched("abcd"))


def test_what_is_no_number_is_told() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        entropy("much")
