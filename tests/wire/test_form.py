"""Form fields as a strict server reads them, and what a lax one would see beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import form


def test_fields_and_repetitions() -> None:
    assert form.fields("a=1&b=%53+x&a=2&a=3&c=") == {"a": ["1", "2", "3"], "b": "S x", "c": ""}
    assert form.others("a=1&b=%53+x&a=2&a=3&c=") == {}


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("a=%u0053ecret", {"a": "Secret"}),
        ("a=%2553ecret", {"a": "Secret"}),
        ("a=%252553ecret", {"a": "Secret"}),
        ("%2541=x", {"A": "x"}),
        ("a=1;b=2", {"a": "1", "b": "2"}),
        ("a=%ffx", {"a": "\u00ffx"}),
        ("a=%83V", {"a": "\u0192V"}),
        ("_charset_=shift_jis&a=%83V", {"a": ["\u30b7", "\u0192V"]}),
        ("_charset_=nonsense&a=x", {}),
    ],
)
def test_what_only_lax_servers_see(text: str, expect: dict[str, str]) -> None:
    assert form.others(text) == expect


def test_a_charset_of_the_header_gives_its_own_reading() -> None:
    assert form.others("a=%2BAEE-", ["utf-7"]) == {"a": "A"}


def test_too_many_fields() -> None:
    for read in (form.fields, form.others):
        with pytest.raises(form.TooManyFields):
            read("&".join(["a=1"] * 10_001))
        with pytest.raises(form.TooManyFields):
            read("a=" + "%41" * (form.MAX_ESCAPES + 1))


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    form.fields(text)
    form.others(text, ["utf-16", "cp037"])
