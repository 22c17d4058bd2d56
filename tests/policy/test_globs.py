from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.policy.globs import GlobTable, compile_glob, glob_set

alphabet = st.text("abA.-*?[", max_size=12)


def naive(pattern: str, text: str) -> bool:
    regex = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern.casefold())
    return re.fullmatch(regex, text, re.DOTALL) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("*deepseek*", "deepseek-ai/deepseek-r1", True),
        ("deepseek", "deepseek-chat", False),
        ("DeepSeek-*", "deepseek-chat", True),
        ("gpt-4?", "gpt-4o", True),
        ("gpt-4?", "gpt-4", False),
        ("claude-opus[1m]", "claude-opus[1m]", True),
        ("claude-opus[1m]", "claude-opus1", False),
        ("a*b*c", "abc", True),
        ("a*b*c", "acb", False),
        ("*aba", "ababa", True),
        ("*", "", True),
        ("", "", True),
        ("*a*a*a*a*a*a*a*a*a*a*b", "a" * 20_000, False),
    ],
)
def test_only_star_and_question_mark_are_special(pattern: str, text: str, matches: bool) -> None:
    assert compile_glob(pattern)(text) is matches


@given(alphabet, alphabet)
def test_a_glob_matches_what_the_naive_reading_matches(pattern: str, text: str) -> None:
    assert compile_glob(pattern)(text.casefold()) is naive(pattern, text.casefold())


@given(st.lists(alphabet, max_size=12), alphabet)
def test_a_table_finds_what_asking_each_pattern_finds(patterns: list[str], text: str) -> None:
    text = text.casefold()
    table = GlobTable(zip(patterns, range(len(patterns)), strict=True))
    expected = [number for number, pattern in enumerate(patterns) if naive(pattern, text)]
    assert sorted(table.matches(text)) == expected
    assert glob_set(patterns)(text) is bool(expected)


def test_a_star_may_be_kept_from_crossing_a_slash() -> None:
    test = compile_glob("https*.com", "[^/]")
    assert test("https.evil.com")
    assert not test("https/evil.com")
