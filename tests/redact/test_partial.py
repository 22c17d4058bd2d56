from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.partial import Piece, any_case, before, either, letters, maybe, named, one, row, unless, when

SAMPLE = row(
    either([named("low", letters("<<")), letters("<")]),
    maybe(one("[ ]")),
    any_case(either([letters("ab"), letters("abc")])),
    Piece("[0-9]{1,2}", r"[0-9]{0,2}\Z"),
    either([when("low", letters(">>")), row(unless("low"), letters(">"))]),
)
WORDS = [
    f"{low}{pad}{name}{number}{high}"
    for low, high in (("<<", ">>"), ("<", ">"))
    for pad in ("", " ")
    for name in ("ab", "AB", "abc", "aBc")
    for number in ("1", "42")
]


@pytest.mark.parametrize("word", WORDS)
def test_each_beginning_of_a_match_has_begun_one(word: str) -> None:
    assert re.fullmatch(SAMPLE.whole, word)
    for size in range(len(word)):
        assert re.match(SAMPLE.begun, word[:size])


@given(st.text("<> abcAB142", max_size=10))
def test_what_has_begun_can_be_completed(text: str) -> None:
    words = [*WORDS, *(word.replace("42", digits) for word in WORDS for digits in ("1", "2", "4", "11", "12", "14"))]
    words += [word.replace("42", digits) for word in WORDS for digits in ("21", "22", "24", "41", "44")]
    lower = [word.lower() for word in words]
    begun = re.match(SAMPLE.begun, text) is not None
    assert begun == any(word.startswith(text.lower()) and word != text.lower() for word in lower)


def test_a_condition_on_what_stands_before_is_not_waited_for() -> None:
    piece = row(before("(?<!x)"), letters("ab"))
    begun = re.compile(piece.begun)
    assert begun.match("xa", 1) is None
    assert begun.match("ya", 1) is not None
