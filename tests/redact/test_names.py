from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.names import Names, NamesFull

A, B, C = ("EMAIL", "ann@example.test"), ("EMAIL", "bob@example.test"), ("API_KEY", "made-up-key")
VALUES = st.lists(st.tuples(st.sampled_from(["EMAIL", "EMAIL_1", "PIN"]), st.text(min_size=1, max_size=3)), max_size=12)


def test_numbers_begin_at_one_for_each_type_in_order_of_appearance() -> None:
    names = Names()
    assert names.assign([A, C, B, A]) == {A: "<EMAIL_1>", C: "<API_KEY_1>", B: "<EMAIL_2>"}
    assert names.get(*B) == "<EMAIL_2>"
    assert names.original("EMAIL_2") == B[1]
    assert (names.get("EMAIL", "x"), names.get("X", "x"), names.original("X_1")) == (None, None, None)
    assert names.size == 3
    assert set(names.values()) == {A, B, C}


def test_a_name_once_given_stays() -> None:
    names = Names()
    names.assign([A])
    assert names.assign([B, A], avoid={"EMAIL_1"}) == {A: "<EMAIL_1>", B: "<EMAIL_2>"}


def test_a_name_that_stands_in_the_texts_already_is_not_given() -> None:
    assert Names().assign([A, B], avoid={"EMAIL_1", "EMAIL_3"}) == {A: "<EMAIL_2>", B: "<EMAIL_4>"}


def test_two_spellings_are_two_values() -> None:
    names = Names()
    names.assign([("CARD", "4111 1111"), ("CARD", "41111111")])
    assert names.originals() == {"CARD_1": "4111 1111", "CARD_2": "41111111"}


def test_what_is_withheld_once_is_restored_only_when_asked_for() -> None:
    names = Names()
    names.assign([A, C], withheld={C})
    names.assign([C])
    assert names.originals() == {"EMAIL_1": A[1]}
    assert names.originals(with_withheld=True) == {"EMAIL_1": A[1], "API_KEY_1": C[1]}


@pytest.mark.parametrize("limits", [{"most_values": 1}, {"most_characters": 20}])
def test_when_it_is_full_nothing_more_is_named_and_nothing_is_forgotten(limits: dict[str, int]) -> None:
    names = Names(**limits)
    names.assign([A])
    with pytest.raises(NamesFull) as raised:
        names.assign([A, B])
    assert B[1] not in str(raised.value)
    assert names.assign([A]) == {A: "<EMAIL_1>"}
    assert names.values() == (A,)


@given(VALUES, VALUES, st.sets(st.sampled_from(["EMAIL_1", "EMAIL_2", "EMAIL_1_1", "PIN_1"])))
def test_names_are_one_to_one_and_survive_a_store(
    first: list[tuple[str, str]], then: list[tuple[str, str]], avoid: set[str]
) -> None:
    names = Names()
    given_first = names.assign(first, avoid, withheld=first[:1])
    stored = Names.from_dict(json.loads(json.dumps(names.to_dict())))
    assert stored.originals() == names.originals()
    both = names.assign(then, avoid)
    assert stored.assign(then, avoid) == both
    every = {**given_first, **both}
    assert len(set(every.values())) == len(every)
    assert all(names.original(placeholder[1:-1]) == value for (_, value), placeholder in every.items())
    assert not {placeholder[1:-1] for placeholder in every.values()} & avoid


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"names": [], "withheld": []},
        {"names": {"A": []}, "withheld": []},
        {"names": {"A": {"x": "1"}}, "withheld": []},
        {"names": {"A": {"x": 0}}, "withheld": []},
        {"names": {"A": {"x": True}}, "withheld": []},
        {"names": {"A": {"x": 1, "y": 1}}, "withheld": []},
        {"names": {"A": {"x": 1}}, "withheld": ["B_1"]},
        {"names": {"A": {"x": 1}}, "withheld": [1]},
        {"names": {"A": {"x": 1}}},
    ],
)
def test_what_is_no_map_of_names_is_refused_without_a_word_of_it(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^these are no names$"):
        Names.from_dict(stored)


def test_values_are_not_in_what_is_shown_of_it() -> None:
    names = Names()
    names.assign([A])
    assert repr(names) == "Names(1 values)"


def test_a_type_whose_numbers_are_used_up_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.redact.names.MOST", 1)
    with pytest.raises(NamesFull):
        Names().assign([A, B])
