"""The words of a text and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.words import Words, folded, folded_utf8


def _words(text: str) -> list[str]:
    low = folded(text)
    words = Words(low)
    places = zip(words.starts.tolist(), words.ends.tolist(), strict=True)
    return [text[len(low[:start].decode()) : len(low[:end].decode())] for start, end in places]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("...", []),
        ("One, two_three-4!", ["One", "two", "three", "4"]),
        ("Ärger mit Größe — »Straße«", ["Ärger", "mit", "Größe", "Straße"]),
        ("İstanbul ve Kelvin\u212a", ["İstanbul", "ve", "Kelvin\u212a"]),
        ("проект «Зефир»", ["проект", "Зефир"]),
        ("हिन्दी शब्द", ["हिन्दी", "शब्द"]),
        ("a\u00a0b\u3000c", ["a", "b", "c"]),
    ],
)
def test_words_are_letters_digits_and_marks_of_any_script(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_case_and_forms_of_a_letter_are_folded_wherever_it_stands() -> None:
    assert folded("\u039f\u0394\u039f\u03a3 \u039f") == folded("\u03bf\u03b4\u03bf\u03c2 \u03bf")
    assert folded("A\u00c4\u0130\u2014\U0001f600\U00020000\ud800") == "a\u00e4\u0130  \U00020000 ".encode()


def test_only_stretches_that_are_more_than_ascii_are_folded() -> None:
    text = "Plain Words " * 200 + "GR\u00d6SSE " + "Plain Words " * 200
    assert folded_utf8(text.encode()) == folded(text)
    assert folded_utf8(b"Plain") == b"Plain"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_folded_text_has_as_many_characters_as_the_original(text: str) -> None:
    assert len(folded(text).decode()) == len(text)
    assert folded(text) == folded_utf8(text.encode()).lower()


@given(st.text(alphabet="abÄß é—İ1_. \n"))
def test_words_are_what_letters_stand_together(text: str) -> None:
    plain = "".join(letter if letter.isalnum() else " " for letter in text)
    assert _words(text) == plain.split()
