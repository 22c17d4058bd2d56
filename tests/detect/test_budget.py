from __future__ import annotations

from quarterdeck.detect.budget import PART_CHARACTERS, PART_RUNS, Budget


def test_what_cannot_be_paid_for_is_remembered() -> None:
    budget = Budget(characters=10, runs=2)
    assert budget.run(6)
    assert not budget.exhausted
    assert not budget.run(6)
    assert budget.exhausted
    assert budget.left == 4


def test_runs_are_counted_too() -> None:
    budget = Budget(characters=10, runs=1)
    assert budget.run(1)
    assert not budget.run(1)
    assert budget.exhausted


def test_each_text_has_its_share_of_what_is_left() -> None:
    budget = Budget()
    assert budget.spend(PART_CHARACTERS)
    assert not budget.spend(1)
    budget.next_part()
    assert budget.spend(PART_CHARACTERS)
    budget.next_part()
    assert not budget.spend(1), "all of a look has its limit as well"


def test_the_share_of_runs_is_new_as_well() -> None:
    budget = Budget()
    assert all(budget.run(0) for _ in range(PART_RUNS))
    assert not budget.run(0)
    budget.next_part()
    assert budget.run(0)
