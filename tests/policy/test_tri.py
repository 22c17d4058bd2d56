from __future__ import annotations

from itertools import product

import pytest

from quarterdeck.model.facts import Facts
from quarterdeck.policy.tri import Test as Asked
from quarterdeck.policy.tri import all_of, always, any_of, negate, never
from tests.policy.catalogue import request

FACTS = request("example.org")
VALUES = (True, None, False)


def says(value: bool | None) -> Asked:
    def test(_facts: Facts) -> bool | None:
        return value

    return test


# Kleene's strong logic, written out.
AND = {
    (True, True): True,
    (True, None): None,
    (True, False): False,
    (None, True): None,
    (None, None): None,
    (None, False): False,
    (False, True): False,
    (False, None): False,
    (False, False): False,
}
OR = dict.fromkeys(product(VALUES, VALUES)) | {
    (True, True): True,
    (True, None): True,
    (True, False): True,
    (None, True): True,
    (False, True): True,
    (False, False): False,
}


@pytest.mark.parametrize(("one", "other"), AND)
def test_the_table(one: bool | None, other: bool | None) -> None:
    assert all_of([says(one), says(other)])(FACTS) is AND[one, other]
    assert any_of([says(one), says(other)])(FACTS) is OR[one, other]


@pytest.mark.parametrize(("value", "opposite"), [(True, False), (None, None), (False, True)])
def test_not(value: bool | None, opposite: bool | None) -> None:
    assert negate(says(value))(FACTS) is opposite


@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)) + list(product(VALUES, repeat=4)))
def test_longer_chains_are_the_table_repeated(values: tuple[bool | None, ...]) -> None:
    both, either = values[0], values[0]
    for value in values[1:]:
        both, either = AND[both, value], OR[either, value]
    assert all_of([says(value) for value in values])(FACTS) is both
    assert any_of([says(value) for value in values])(FACTS) is either


def test_what_is_known_beforehand_is_left_out() -> None:
    unknown = says(None)
    assert all_of([always, unknown]) is unknown
    assert all_of([unknown, never]) is never
    assert any_of([never, unknown]) is unknown
    assert any_of([unknown, always]) is always
    assert all_of([]) is always
    assert any_of([]) is never
    assert (negate(always), negate(never)) == (never, always)
    assert (always(FACTS), never(FACTS)) == (True, False)
