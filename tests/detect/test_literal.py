from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.literal import required


@pytest.mark.parametrize(
    ("regex", "literal"),
    [
        (r"\b(ghp_[A-Za-z0-9]{36})\b", "ghp_"),
        (r"(?i)secret", "secret"),
        (r"(?:a|b)sk-live", "sk-live"),
        (r"AKIA|ASIA", ("AKIA", "ASIA")),
        (r"AKIA|[a-z]", ("AKIA", "")),
        (r"\b(?:(AKIA)|ASIA)[A-Z]{16}-x", ("AKIA", "ASIA")),
        (r"x(?:long-word)?y", "x"),
        (r"x(?:long-word)+y", "long-word"),
        (r"abcd*", "abc"),
        (r"a\.b\-c[\]x]", "a.b-c"),
        (r"\d{4}-\d{4}", "-"),
        (r"(?P<name>token)=[^=]", "token"),
        (r"(?i:top)\s+(?i:secret)//", "secret"),
        (r"\pLabc\x41\x{42}", "abc"),
        ("[[:alpha:]]end", "end"),
        ("", ""),
    ],
)
def test_the_longest_sure_word_is_found(regex: str, literal: str | tuple[str, ...]) -> None:
    assert required(regex) == (literal if isinstance(literal, tuple) else (literal,))


@given(
    st.lists(st.sampled_from(["ab", "(c|d)", "[ef]", "(?:gh)?", "(?:ij)+", "k*", r"\-", "(l(m)n)", "o{2}", "|p"]))
    .map("".join)
    .filter(lambda regex: not regex.startswith("|")),
    st.text("abcdefghijklmnop-", max_size=30),
)
def test_every_match_holds_it(regex: str, text: str) -> None:
    found = re2.search(regex, text)
    if found is not None:
        assert any(word in found.group() for word in required(regex))
