from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.splicing.change import applied, combined, ordered, overlap
from quarterdeck.wire.splicing.refused import CannotSplice


def test_changes_of_a_text_and_of_bytes_are_applied_in_order():
    assert applied("one two three", [(0, 3, "1"), (4, 7, "")]) == "1  three"
    assert applied(b"one", [(3, 3, b"!")]) == b"one!"


def test_no_changes_give_the_text_itself():
    assert applied("same", []) == "same"
    assert applied(b"same", []) == b"same"


@pytest.mark.parametrize(
    ("changes", "overlapping"),
    [
        ([(0, 2, "a"), (2, 4, "b")], False),
        ([(0, 3, "a"), (2, 4, "b")], True),
        ([(0, 3, "a"), (0, 3, "a")], True),
        ([(1, 1, "a"), (1, 1, "b")], True),
        ([(1, 1, "a"), (1, 2, "b")], False),
        ([(0, 4, "a"), (2, 2, "b")], True),
    ],
)
def test_what_overlaps(changes, overlapping):
    assert overlap(changes) is overlapping


def test_equal_changes_from_two_places_are_one_and_others_that_meet_are_refused():
    assert ordered([(4, 5, "b"), (0, 1, "a"), (4, 5, "b")]) == [(0, 1, "a"), (4, 5, "b")]
    with pytest.raises(CannotSplice, match="conflicting-edits"):
        ordered([(0, 4, "a"), (3, 5, "b")])


@given(st.text(), st.lists(st.integers(0, 30), max_size=8), st.text())
def test_what_lies_between_changes_stays(text, places, new):
    cuts = sorted({min(place, len(text)) for place in places})
    changes = [(start, end, new) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    begins, ends = [0, *(end for _, end, _ in changes)], [*(start for start, _, _ in changes), len(text)]
    assert applied(text, changes) == new.join(text[a:b] for a, b in zip(begins, ends, strict=True))


def test_of_changes_within_each_other_the_wider_stands():
    inner = [(2, 4, "a"), (6, 9, "b"), (10, 12, "c")]
    outer = [(1, 5, "A"), (6, 9, "B"), (11, 11, "C"), (12, 12, "D")]
    assert combined(inner, outer) == [(1, 5, "A"), (6, 9, "b"), (10, 12, "c"), (12, 12, "D")]
    assert combined(inner, []) == inner
    assert combined([], outer) == outer


def test_changes_that_cross_are_refused():
    with pytest.raises(CannotSplice, match="conflicting-edits"):
        combined([(2, 6, "a")], [(4, 8, "b")])
