from __future__ import annotations

import re2
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.scan import spans


@given(st.text(alphabet="aé€😀b"))
def test_bytes_are_counted_as_characters(text: str) -> None:
    expression = re2.compile("b|€+")
    assert list(spans(expression, text, text.encode())) == [match.span() for match in expression.finditer(text)]


def test_a_match_within_a_character_is_counted_too() -> None:
    text = "éé b"
    found = list(spans(re2.compile(r"\C"), text, text.encode()))
    assert found[-1] == (3, 4)
    assert list(spans(re2.compile("x*"), text, text.encode()))[-1] == (4, 4)
