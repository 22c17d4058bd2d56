from __future__ import annotations

import pytest

from quarterdeck.detect.near import Near
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.told import Told
from quarterdeck.detect.view import View

NUMBER = r"\b\d{3}-\d{2}-\d{4}\b"


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern("custom.a", NUMBER),
        Pattern("pii.a", NUMBER, near=Near(("id",))),
        Pattern("pii.a", "no" + NUMBER),
        Pattern("pii.a", r"\w@\w"),
    ],
    ids=["custom", "near words", "with a word", "with a rare sign"],
)
def test_these_are_told_by_words(pattern: Pattern) -> None:
    assert list(map(len, Told([pattern]).sweeps)) == [1, 0]


def test_what_has_no_word_is_told_by_its_form() -> None:
    told = Told([Pattern("pii.b", NUMBER), Pattern("pii.c", "door"), Pattern("pii.d", r"\b\d{8}[A-Z]\b")])
    assert list(map(len, told.sweeps)) == [1, 2]
    texts = ("078-05-1120 door", "078-05 door", "12345678Z", "nothing")
    assert [told.fired(View(text)) for text in texts] == [[0, 1], [1], [2], []]


def test_words_of_no_pattern_are_told_apart() -> None:
    told = Told([Pattern("pii.a", "door")], ["(?i)rood"])
    views = [View("a door"), View("a ROOD"), View("door, rood")]
    assert [told.wordy(view) for view in views] == [False, True, True]
    assert [told.fired(view) for view in views] == [[0], [], [0]]
