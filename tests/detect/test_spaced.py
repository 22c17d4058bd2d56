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


@pytest.mark.parametrize("gap", ["  ", "   ", " \n ", "    "])
def test_words_that_are_spaced_out_are_words_with_a_blank_between(gap: str) -> None:
    detectors = Detectors((Pattern("custom.card", r"\bcard 4[0-9]{3} [0-9]{4} [0-9]{4} [0-9]{4}\b"),))
    text = gap.join(" ".join(word) for word in "my card 4111 1111 1111 1111 ok".split())
    (found,) = detectors.find([Part("", text)])
    assert text[found.start : found.end] == text[text.index("c") : text.index("o") - len(gap)]
    assert found.decoded_from == ("spaced",)
    in_groups = gap.join(["4 1 1 1", *["1 1 1 1"] * 3])
    (found,) = Detectors((Pattern("custom.card", "4[0-9]{3}(?: [0-9]{4}){3}"),)).find(
        [Part("", f"number {in_groups}.")]
    )
    assert found.start == 7


def test_a_table_of_single_letters_costs_one_more_reading() -> None:
    assert Detectors((Pattern("custom.p", "abc def"),)).find([Part("", "a b c  d e f")])
    assert Detectors((Pattern("custom.p", "abc"),)).find([Part("", "a b  c d")]) == ()
