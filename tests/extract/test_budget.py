from dataclasses import fields

import pytest

from quarterdeck.extract import extract
from quarterdeck.extract.budget import Budget, Spent, Unreadable

from .build import docx, pdf, zip_of
from .reading import reasons


@pytest.mark.parametrize("error", [Unreadable, Spent])
def test_an_error_says_its_reason(error):
    assert error("bomb").reason == "bomb"


NESTED = zip_of({"a.zip": zip_of({"b.zip": zip_of({"c.txt": "inner words"})})})

# Each limit, a file that is over it and within the rest, and what it is called.
CASES = [
    (Budget(depth=2), NESTED, "too-deep"),
    (Budget(ratio=2), zip_of({"a.txt": b"".join(b"%07d" % n for n in range(600_000))}), "bomb"),
    (Budget(member=1000), zip_of({"a.txt": b"abcd" * 1000}), "file-too-large"),
    (Budget(out=3000), zip_of({f"{n}.txt": b"abcd" * 250 for n in range(4)}), "file-too-large"),
    (Budget(characters=20), docx("more than twenty characters of text"), "file-too-large"),
    (Budget(members=3), zip_of({f"{n}.txt": "x" for n in range(4)}), "too-many-members"),
    (Budget(parts=2), pdf("one", "two", "three"), "too-many-parts"),
    (Budget(seconds=-1), docx("words"), "time-budget"),
]


@pytest.mark.parametrize(("budget", "data", "reason"), CASES)
def test_each_limit_is_a_reason_of_its_own(budget, data, reason):
    assert reason in {found for _, found in reasons(data, budget)}
    assert not extract(data).opaque


def test_every_limit_is_tried():
    default = Budget()
    changed = {
        field.name
        for field in fields(Budget)
        for budget, *_ in CASES
        if getattr(budget, field.name) != getattr(default, field.name)
    }
    assert changed == {field.name for field in fields(Budget)}
