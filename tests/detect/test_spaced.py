from __future__ import annotations

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Part

from .encodings import CANARY, find

CARD = Detectors((Pattern("custom.card", "4[0-9]{15}"),))


@pytest.mark.parametrize("between", [" ", "\n", "\t"])
def test_the_letters_and_what_is_between_them_are_its_place(between: str) -> None:
    text = f"so: {between.join(CANARY)} it is"
    (found,) = find(text)
    assert text[found.start : found.end] == between.join(CANARY)
    assert found.decoded_from == ("spaced",)


@pytest.mark.parametrize(
    "text", ["4 1 1 1-1 1 1 1-1 1 1 1-1 1 1 1", "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "-".join("4" + "1" * 15)]
)
def test_any_single_thing_may_be_between(text: str) -> None:
    (found,) = CARD.find([Part("", f"card {text}.")])
    assert (found.start, found.end) == (5, 5 + len(text))


def test_blanks_between_letters_of_other_scripts_are_left_out() -> None:
    detectors = Detectors((Pattern("custom.p", "проект"),))
    assert detectors.find([Part("", " ".join("проект") + " ")])


def test_a_few_single_letters_are_not_spaced_out() -> None:
    assert Detectors((Pattern("custom.p", "abc"),)).find([Part("", "a b c or plan b")]) == ()
