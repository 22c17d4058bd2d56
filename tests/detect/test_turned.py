from __future__ import annotations

import base64

import pytest

from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.search import Search
from quarterdeck.detect.turned import Turned, turned_words
from quarterdeck.detect.view import View

from .encodings import CANARY, find, rot13


@pytest.mark.parametrize("before", ["see ", "voilà — "])
def test_both_are_found_and_worth_half(before: str) -> None:
    for text, step in ((rot13(CANARY), "rot13"), (CANARY[::-1], "reversed")):
        (found,) = find(f"{before}{text}!")
        assert (found.start, found.end) == (len(before), len(before) + len(CANARY))
        assert found.decoded_from == (step,)
        assert found.confidence == 0.5


def test_plain_and_encoded_text_is_worth_all() -> None:
    assert [found.confidence for found in find(f"{CANARY} {base64.b64encode(CANARY.encode()).decode()}")] == [1.0, 1.0]


def made(*patterns: Pattern) -> Turned:
    return Turned(patterns, Search(patterns, words=turned_words(patterns)))


def test_only_a_turned_word_of_a_pattern_costs_a_second_look() -> None:
    turned = made(Pattern("secrets.a", r"\btoken_[0-9a-f]{8}\b"), Pattern("pii.b", "1234"))
    assert list(turned.views(View("prose that says nothing, and 4321"))) == []
    (view,) = turned.views(View(f"say {rot13('token_12345678')}"))
    assert view.text == "fnl token_12345678"
    assert [one.text for one in turned.views(View("87654321_nekot"))] == ["token_12345678"]


def test_a_pattern_without_a_word_is_looked_for_all_the_same() -> None:
    turned = made(Pattern("custom.a", "[x-z]{3}[0-9]"))
    assert [one.text for one in turned.views(View("1zyx"))] == ["xyz1"]


def test_what_does_not_look_for_some_shares_what_was_compiled_for_all() -> None:
    turned = made(Pattern("secrets.a", r"token_[0-9]{8}"), Pattern("marking.b", "strictly-ours"))
    others = turned.without("secrets.")
    assert others.search.told is turned.search.told
    assert list(others.views(View(rot13("token_12345678")))) == []
    assert [one.text for one in others.views(View(rot13("strictly-ours")))] == ["strictly-ours"]
