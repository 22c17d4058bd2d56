from __future__ import annotations

import pytest

from quarterdeck.detect.near import Near
from quarterdeck.detect.pattern import BadPattern, Pattern


def test_spans_count_characters() -> None:
    assert list(Pattern("custom.k", "KEY-[0-9]{3}").spans("é KEY-123, KEY-456")) == [(2, 9), (11, 18)]


@pytest.mark.parametrize("regex", [r"(a)\1", "(?=a)b", "(?<!a)b"])
def test_what_needs_backtracking_does_not_compile(regex: str) -> None:
    with pytest.raises(BadPattern):
        Pattern("custom.k", regex)


def test_a_group_is_what_is_found() -> None:
    pattern = Pattern("custom.k", "key=([a-z]+)(x)?", group=1)
    assert list(pattern.spans("é key=abc")) == [(6, 9)]
    assert list(Pattern("custom.k", "key=([a-z]+)(!)?", group=2).spans("key=abc")) == []
    with pytest.raises(BadPattern, match="no group 3"):
        Pattern("custom.k", "(a)", group=3)


def test_a_number_counts_only_near_its_words() -> None:
    pattern = Pattern("custom.k", r"\b\d{6}\b", near=Near(("pass number", "Größe"), 10))
    assert list(pattern.spans("Pass  Number: 123456")) == [(14, 20)]
    assert list(pattern.spans("GRÖSSE 123456")) == [(7, 13)]
    assert list(pattern.spans("pass number, and then a lot of words: 123456")) == []
    assert list(pattern.spans("compass numbers 123456")) == []
    assert list(pattern.spans("123456")) == []


def test_an_unknown_check_is_told() -> None:
    with pytest.raises(BadPattern, match="no check 'lunh'"):
        Pattern("custom.k", "a", confirm=("lunh",))
