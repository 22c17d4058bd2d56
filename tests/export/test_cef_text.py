"""What is written is one line, and a strict reader gets the same texts back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.export.cef_text import cut, extension, header, key, shown

from .cef_reader import read
from .made import HOSTILE

# Texts of what a format stumbles over, beside whatever else there is.
TEXT = st.text(st.sampled_from("|\\= \n\r\t\x00\x1b\x85\u2028\u202eab=é😀") | st.characters(exclude_categories=["Cs"]))


@given(TEXT, TEXT)
def test_a_header_comes_back_with_its_controls_shown(signature, name):
    back = read(header("CEF:0", "Q", "Q", "1", signature, name, "5"))
    assert (back.signature, back.name) == (shown(signature), shown(name))


@given(st.dictionaries(st.from_regex("[A-Za-z0-9]{1,9}", fullmatch=True), TEXT, max_size=6))
def test_values_come_back_with_their_controls_shown_and_their_lines(values):
    back = read(header("CEF:0", "Q", "Q", "1", "s", "n", "5") + extension(values))
    assert back.extension == {name: shown(value.strip(" "), keep="\n\r") for name, value in values.items()}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_begins_a_key_of_its_own(text):
    back = read(header("CEF:0", "Q", "Q", "1", text, text, "5") + extension({"reason": text, "act": "refused"}))
    assert set(back.extension) == {"reason", "act"}
    assert back.extension["act"] == "refused"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (header("a|b", "c\\d", "e\nf"), "a\\|b|c\\\\d|e\\\\u000af|"),
        (extension({"a": "b=c", "d": "e\\f", "g": "h\ni\rj"}), "a=b\\=c d=e\\\\f g=h\\ni\\rj"),
        (extension({"a": "b|c"}), "a=b|c"),
        (extension({"a": "\x1b[31m"}), "a=\\\\u001b[31m"),
    ],
)
def test_each_place_escapes_what_it_must_and_no_more(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("judge_ms", "QuarterdeckJudgeMs"), ("drift", "QuarterdeckDrift"), ("a=b|c\n", "QuarterdeckABC")],
)
def test_a_key_of_our_own_is_letters_behind_our_name(name, expected):
    assert key(name, "Quarterdeck") == expected


@given(TEXT, st.integers(0, 40))
def test_nothing_is_longer_than_its_limit(text, limit):
    assert len(cut(text, limit)) <= limit


def test_a_text_that_fits_is_left_alone_and_another_says_that_it_was_cut():
    assert cut("abc", 3) == "abc"
    assert cut("x" * 20, 12) == "xxxx...(cut)"
