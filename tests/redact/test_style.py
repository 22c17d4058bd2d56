from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.luhn import passes_luhn
from quarterdeck.redact.style import is_stand_in, masked, masks, pseudonym, pseudonyms

KEY = b"made up for tests"


@pytest.mark.parametrize(
    ("kind", "value", "mask"),
    [
        ("PAYMENT_CARD", "4111 1111 1111 1234", "****1234"),
        ("PAYMENT_CARD", "4111-1111-1111-12 34", "****1234"),
        ("IBAN", "DE89 3704 0044 0532 0130 00", "****3000"),
        ("PAYMENT_CARD", "NDExMTExMTExMTExMTExMQ==", "*" * 32),
        ("PAYMENT_CARD", "4111", "****"),
        ("EMAIL", "ann@example.test", "*" * 16),
        ("PIN", "1", "****"),
        ("PHONE", "555 0100", "*" * 8),
        ("PRIVATE_KEY", "x" * 900, "*" * 32),
    ],
)
def test_a_mask_shows_the_last_four_of_cards_and_accounts_and_nothing_else(kind: str, value: str, mask: str) -> None:
    assert masked(kind, value) == mask
    assert masks([(kind, value)]) == {(kind, value): mask}


@given(
    st.from_regex(r"[0-9]{1,4}([ -][0-9]{2,4}){1,5}", fullmatch=True).filter(lambda v: sum(map(str.isdigit, v)) >= 4)
)
def test_digits_become_others_in_their_groups_and_never_a_card(value: str) -> None:
    made = pseudonym(KEY, "PAYMENT_CARD", value)
    assert made == pseudonym(KEY, "PAYMENT_CARD", value)
    assert made != value
    assert re.sub("[0-9]", "0", made) == re.sub("[0-9]", "0", value)
    assert not passes_luhn(re.sub("[^0-9]", "", made))
    joined = pseudonym(KEY, "PAYMENT_CARD", re.sub("[^0-9]", "", value))
    assert joined == re.sub("[^0-9]", "", made)


def test_a_mail_address_becomes_one_at_which_nobody_is() -> None:
    made = pseudonym(KEY, "EMAIL", "Ann@Example.test")
    assert re.fullmatch(r"user-[0-9a-f]{8}@example\.invalid", made)
    assert made == pseudonym(KEY, "EMAIL", "ann@example.test")
    assert is_stand_in(made)
    assert not is_stand_in("user-1234@example.test")


def test_anything_else_is_its_type_and_a_number() -> None:
    made = pseudonym(KEY, "PASSPORT", "X1234\ud800")
    assert re.fullmatch("PASSPORT-[0-9a-f]{12}", made)
    assert pseudonym(KEY, "PIN", "123").startswith("PIN-")


def test_without_the_key_a_pseudonym_is_another() -> None:
    for value in ("ann@example.test", "4111 1111 1111 1111", "X1234"):
        values = [("KIND", value)]
        assert pseudonyms(KEY, values) != pseudonyms(b"another", values)
