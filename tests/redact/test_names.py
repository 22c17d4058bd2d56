from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.names import names_of

A, B, C = ("EMAIL", "ann@example.test"), ("EMAIL", "bob@example.test"), ("API_KEY", "made-up-key")
VALUES = st.lists(st.tuples(st.sampled_from(["EMAIL", "EMAIL_1", "PIN"]), st.text(min_size=1, max_size=3)), max_size=12)


def test_numbers_begin_at_one_for_each_type_in_order_of_appearance() -> None:
    assert names_of([A, C, B, A]) == {A: "<EMAIL_1>", C: "<API_KEY_1>", B: "<EMAIL_2>"}


def test_a_name_that_stands_in_the_texts_already_is_not_given() -> None:
    assert names_of([A, B], avoid={"EMAIL_1", "EMAIL_3"}) == {A: "<EMAIL_2>", B: "<EMAIL_4>"}


def test_two_spellings_are_two_values() -> None:
    assert names_of([("CARD", "4111 1111"), ("CARD", "41111111")]) == {
        ("CARD", "4111 1111"): "<CARD_1>",
        ("CARD", "41111111"): "<CARD_2>",
    }


@given(VALUES, st.sets(st.sampled_from(["EMAIL_1", "EMAIL_2", "EMAIL_1_1", "PIN_1"])))
def test_names_are_one_to_one(values: list[tuple[str, str]], avoid: set[str]) -> None:
    names = names_of(values, avoid)
    assert names.keys() == set(values)
    assert len(set(names.values())) == len(names)
    assert not {placeholder[1:-1] for placeholder in names.values()} & avoid
