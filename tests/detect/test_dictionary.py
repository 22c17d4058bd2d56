"""Terms as whole words, in any case, with any white space between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.dictionary import Dictionary, build

TERMS = ["Zephyr", "project blue heron", "blue heron", "C++", ".NET", "AT&T", "Größe", "Проект Зефир", "x" * 80 + "y"]


def _found(text: str, terms: list[str] = TERMS) -> list[str]:
    dictionary = Dictionary("dictionary.projects", build(terms))
    data = text.encode()
    spans = list(dictionary.spans(text, data))
    assert dictionary.maybe(data) == bool(spans)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the ZEPHYR files", ["ZEPHYR"]),
        ("zephyr", ["zephyr"]),
        ("project_zephyr-2", ["zephyr"]),
        ("Project  Blue\n\tHeron!", ["Project  Blue\n\tHeron", "Blue\n\tHeron"]),
        ("in c++ and .net at AT&T", ["c++", ".net", "AT&T"]),
        ("eine GRÖSSE, eine GRÖßE", ["GRÖßE"]),
        ("это проект\u00a0зефир.", ["проект\u00a0зефир"]),
        ("«Zephyr»", ["Zephyr"]),
        ("X" * 80 + "Y", ["X" * 80 + "Y"]),
    ],
)
def test_a_term_is_found_wherever_it_stands_as_a_word(text: str, found: list[str]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zephyrs",
        "azephyr",
        "zephyrä",
        "äzephyr",
        "zephyr2",
        "zeph yr",
        "blue-heron",
        "blue, heron",
        "blueheron",
        "c",
        "c+",
        "net",
        "at t",
        "at&ts",
        "x" * 81 + "y",
        "x" * 80 + "z",
        "проект",
        "зефиры",
    ],
)
def test_a_term_is_not_found_in_a_longer_word_or_between_other_signs(text: str) -> None:
    assert _found(text) == []


def test_nothing_is_lost_where_a_long_text_is_taken_in_pieces() -> None:
    for before in range((1 << 16) - 30, (1 << 16) + 4):
        text = "w " * (before // 2) + "i" * (before % 2) + " blue heron zephyr"
        assert _found(text) == ["blue heron", "zephyr"]
        assert _found(text + "s" + " w" * 2000) == ["blue heron"]


_ALPHABET = "aAbB \n-é_1"


@given(st.text(_ALPHABET, max_size=30), st.lists(st.text("abé1", min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_is_found_is_what_a_reader_would_find(text: str, terms: list[str]) -> None:
    plain = "".join(letter.lower() if letter.isalnum() else " " for letter in text)
    assert [found.lower() for found in _found(text, terms)] == [word for word in plain.split() if word in terms]


@given(st.text(_ALPHABET, max_size=20), st.text("ab-+ ", min_size=1, max_size=6), st.text(_ALPHABET, max_size=20))
def test_a_term_between_spaces_is_always_found(before: str, term: str, after: str) -> None:
    if any(map(str.isalnum, term)):
        assert " ".join(term.split()).lower() in [
            " ".join(found.lower().split()) for found in _found(f"{before} {term} {after}", [term])
        ]


_VOCABULARY = ["the", "The", "of", "blue", "heron", "h\u00e9ron", "verylongword1", "verylongword2"]
_PHRASE = st.lists(st.sampled_from(_VOCABULARY), min_size=1, max_size=4).map(" ".join)
_PHRASES = st.lists(_PHRASE, min_size=1, max_size=9)


@given(st.lists(st.sampled_from([*_VOCABULARY, "-", "\n"]), max_size=25), _PHRASES)
def test_phrases_are_found_whatever_words_they_share(text: list[str], phrases: list[str]) -> None:
    wanted = {tuple(phrase.lower().split(" ")) for phrase in phrases}
    low = [word.lower() for word in text if word != "\n"]
    expected = {
        " ".join(low[at : at + size])
        for at in range(len(low))
        for size in range(1, 5)
        if tuple(low[at : at + size]) in wanted
    }
    assert {" ".join(found.lower().split()) for found in _found(" ".join(text), phrases)} == expected


def test_terms_that_are_made_ready_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = build(TERMS + TERMS)
    monkeypatch.setattr("quarterdeck.detect.dictionary._AT_ONCE", 8)
    parts = build(TERMS + TERMS)
    assert len(whole) == len(parts) == len(TERMS)
    assert (whole.hashes == parts.hashes).all()
    assert (whole.prefixes == parts.prefixes).all()
    assert (whole.kinds == parts.kinds).all()


def test_its_repr_shows_no_term() -> None:
    assert repr(Dictionary("dictionary.a", build(["zephyr"]))) == "Dictionary('dictionary.a', 1 terms)"
