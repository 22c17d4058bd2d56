"""Names of one conversation: one-to-one for good, all or nothing, and what was seen is bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.proxy.vault import Bounds, VaultFull
from quarterdeck.proxy.vault_ledger import Ledger

VALUES = st.lists(st.tuples(st.sampled_from(["NAME", "IBAN"]), st.text(max_size=5)), max_size=8)
AVOID = st.sets(st.tuples(st.sampled_from(["NAME", "IBAN"]), st.integers(1, 9)), max_size=5)


def test_numbers_run_from_one_for_each_kind_and_a_value_keeps_its_own():
    ledger = Ledger()
    ledger.assign([("NAME", "Ada"), ("IBAN", "x"), ("NAME", "Bob"), ("NAME", "Ada")], (), (), Bounds())
    ledger.assign([("NAME", "Bob"), ("NAME", "Cy")], (), (), Bounds())
    names = {("NAME", 1): "Ada", ("NAME", 2): "Bob", ("NAME", 3): "Cy", ("IBAN", 1): "x"}
    assert ledger.conversation().names == names


@given(st.lists(st.tuples(VALUES, AVOID), max_size=6))
def test_names_are_one_to_one_stable_and_never_among_those_to_avoid(requests):
    ledger = Ledger()
    known: dict = {}
    for wanted, avoid in requests:
        ledger.assign(wanted, avoid, (), Bounds())
        names = ledger.conversation().names
        assert known.items() <= names.items()
        assert not {name for name in names if name not in known} & avoid
        owners = [(kind, text) for (kind, _), text in names.items()]
        assert len(set(owners)) == len(owners)
        assert set(wanted) <= set(owners)
        known = dict(names)


@given(VALUES, st.lists(st.binary(min_size=16, max_size=16), max_size=4))
def test_what_was_written_down_is_read_as_it_was(wanted, digests):
    ledger = Ledger(150)
    ledger.assign(wanted, (), digests, Bounds())
    again = Ledger.loads(ledger.dumps())
    assert again.conversation().names == ledger.conversation().names
    assert again.characters == ledger.characters
    assert again.size == ledger.size
    assert again.assign([("NEW", "x")], (), digests, Bounds())[0] == frozenset(digests)
    assert ("NEW", 150) in again.conversation().names


def test_a_value_takes_what_it_takes_whether_or_not_it_has_been_encoded_before():
    text = "".join(map(chr, (0xE01, 0xE33)))
    before, after = Ledger(), Ledger()
    before.assign([("NAME", text)], (), (), Bounds())
    # Python keeps the UTF-8 of what has been the name of a class beside it, and of much else that C code has read.
    type(text, (), {})
    after.assign([("NAME", text)], (), (), Bounds())
    assert before.size == after.size


def test_half_a_character_is_kept_as_it_is():
    ledger = Ledger()
    ledger.assign([("NAME", "\ud800x")], (), (), Bounds())
    assert Ledger.loads(ledger.dumps()).conversation().names == {("NAME", 1): "\ud800x"}


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[1,2,3]", b'[1,[["A",1]],""]', b'[1,[],"x"]'])
def test_what_is_no_ledger_is_not_read(data):
    with pytest.raises(ValueError, match="this is no ledger"):
        Ledger.loads(data)


@pytest.mark.parametrize("bounds", [Bounds(values=2), Bounds(characters=5)], ids=["values", "characters"])
def test_one_value_too_many_is_refused_and_nothing_of_its_request_is_kept(bounds):
    ledger = Ledger()
    ledger.assign([("NAME", "Ada")], (), (), bounds)
    with pytest.raises(VaultFull):
        ledger.assign([("NAME", "Bo"), ("NAME", "Cy")], (), [b"d" * 16], bounds)
    assert ledger.conversation().names == {("NAME", 1): "Ada"}
    assert ledger.assign([], (), [b"d" * 16], bounds)[0] == frozenset()
    ledger.assign([("NAME", "Bo")], (), (), bounds)
    assert ledger.conversation().names[("NAME", 2)] == "Bo"


def test_a_number_has_an_end():
    ledger = Ledger(9_999_999)
    ledger.assign([("NAME", "Ada")], (), (), Bounds())
    with pytest.raises(VaultFull):
        ledger.assign([("NAME", "Bob")], (), (), Bounds())


def test_what_was_seen_is_told_the_second_time_and_the_oldest_is_forgotten():
    ledger, bounds = Ledger(), Bounds(seen=2)
    one, two, three = (bytes([number]) * 16 for number in (1, 2, 3))
    assert ledger.assign([], (), [one, two], bounds) == (frozenset(), True)
    assert ledger.assign([], (), [one], bounds) == (frozenset({one}), False)
    ledger.assign([], (), [three], bounds)
    assert ledger.assign([], (), [two, three], bounds) == (frozenset({two, three}), False)
    assert ledger.seen([one, two, three]) == {two, three}
    assert ledger.assign([], (), [one], bounds) == (frozenset(), True)


def test_a_conversation_that_goes_on_unknown_begins_at_a_random_number_of_three_digits():
    firsts = set()
    for _ in range(50):
        ledger = Ledger.begun(continues=True)
        ledger.assign([("NAME", "Ada"), ("IBAN", "x")], (), (), Bounds())
        numbers = {number for _, number in ledger.conversation().names}
        assert len(numbers) == 1
        firsts |= numbers
    assert len(firsts) > 1
    assert all(100 <= first <= 999 for first in firsts)


def test_it_shows_how_many_values_it_has_and_none_of_them():
    ledger = Ledger()
    ledger.assign([("NAME", "Ada")], (), (), Bounds())
    assert repr(ledger) == "Ledger(1 values)"
