from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.cards import only_luhn, payment_card
from quarterdeck.detect.confirm.matched import Matched


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "378282246310005", "2223003122003222", "3056-930902-5904"])
def test_a_number_of_an_issuer_with_its_check_digit_is_a_card(text: str) -> None:
    assert payment_card(Matched(text))


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1112", "4111 1111-1111 1111", "41111 111111 11111", "7111111111111110"]
)
def test_another_number_is_none(text: str) -> None:
    assert not payment_card(Matched(text))


def test_a_piece_of_a_longer_number_is_no_card() -> None:
    assert not payment_card(Matched("4111111111111111", before="0."))
    assert not payment_card(Matched("4111111111111111", after="-1234"))


def test_luhn_checks_the_last_digit() -> None:
    assert only_luhn(Matched("7992-7398-713"))
    assert not only_luhn(Matched("79927398714"))
