from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.recognizer import Recognizer, for_keys, literal, recognizer

KINDS = frozenset(("PAYMENT_CARD", "EMAIL", "CARD"))
KNOWN = Recognizer(KINDS)
ATOMS = ("PAYMENT", "CARD", "EMAIL", "payment", "card", "_", "-", " ", "\\", "1", "2", "<", ">", "[", "]", "{", "}")
MORE = ("&lt;", "&gt;", "&", "\\u003c", "u003e", "%3C", "%3e", "x", "\n", "__", "%20", "é", "卡", "<PAYMENT_CARD_1>")
TEXTS = st.lists(st.sampled_from(ATOMS + MORE), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a <PAYMENT_CARD_1>, <email_2>.", ["PAYMENT_CARD_1", "EMAIL_2"]),
        ("<PAYMENT_CARD_12>", ["PAYMENT_CARD_12"]),
        ("`payment_card_3` and **EMAIL_4**", ["PAYMENT_CARD_3", "EMAIL_4"]),
        (r"{\"to\":\"EMAIL_1\"}", ["EMAIL_1"]),
        (r"one\nEMAIL_1\ntwo\u0022EMAIL_2\u0022", ["EMAIL_1", "EMAIL_2"]),
        ("卡号PAYMENT_CARD_1是", ["PAYMENT_CARD_1"]),
        ("PAYMENT_CARD_1-PAYMENT_CARD_2", ["PAYMENT_CARD_1", "PAYMENT_CARD_2"]),
        ("<Payment Card 1> is no <Card 1>", ["PAYMENT_CARD_1", "CARD_1"]),
        ("SECRET-CARD-1 SECRET_CARD_1", []),
        ("nothing", []),
    ],
)
def test_all_of_a_text_are_found_with_their_keys(text: str, keys: list[str]) -> None:
    assert [key for _, _, key in KNOWN.all(text)] == keys


def test_emphasis_and_quotes_are_no_part_of_it() -> None:
    for text in ("__EMAIL_1__", "_EMAIL_1_", "`EMAIL_1`", '"EMAIL_1"', "**EMAIL_1**"):
        ((start, end, _),) = KNOWN.all(text)
        assert text[start:end] == "EMAIL_1"


@pytest.mark.parametrize("marks", ["«»", "»«", "‹›", "„“", "“”", "’’", "「」", "《》", "§´", "¡!", "×÷"])
def test_marks_of_other_languages_are_no_part_of_a_word(marks: str) -> None:
    assert list(KNOWN.all(f"{marks[0]}PAYMENT_CARD_1{marks[1]}")) == [(1, 15, "PAYMENT_CARD_1")]


@pytest.mark.parametrize("letter", ["é", "ß", "ª", "µ", "ø", "к", "λ"])
def test_letters_of_other_languages_are(letter: str) -> None:
    assert not [*KNOWN.all(f"{letter}PAYMENT_CARD_1"), *KNOWN.all(f"PAYMENT_CARD_1{letter}")]


def test_brackets_that_are_not_closed_as_they_were_opened_stay() -> None:
    for text, size in (("[[EMAIL_1]](x)", 11), ("[[EMAIL_1](x)]", 9), ("[EMAIL_1}", 7), ("<EMAIL_1", 7)):
        ((start, end, _),) = KNOWN.all(text)
        assert end - start == size


def test_a_backslash_before_our_own_placeholder_was_there_before() -> None:
    ((start, _, _),) = KNOWN.all(r"C:\<EMAIL_1>\x")
    assert start == 3


@given(TEXTS)
def test_the_quick_look_misses_nothing(text: str) -> None:
    slow = []
    end = 0
    while (found := KNOWN.find(text, end)) is not None:
        slow.append(found)
        end = found[1]
    assert list(KNOWN.all(text)) == slow
    assert literal(KINDS, [text]) == {key for _, _, key in slow}


@given(TEXTS, TEXTS)
def test_what_is_not_a_tail_never_takes_part_in_a_placeholder_that_more_text_makes(text: str, more: str) -> None:
    tail = KNOWN.tail(text)
    assert len(text) - tail <= KNOWN.bound
    decided = [found for found in KNOWN.all(text) if found[0] < tail]
    assert decided == [found for found in KNOWN.all(text + more) if found[0] < tail]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("a <", "EMAIL_1>"),
        ("<PAY", "MENT_CARD_1>"),
        ("<Payment Ca", "rd 1>"),
        ("<EMAIL_1", "2>"),
        ("< EMAIL_1 ", ">"),
        ("EMA", "IL_1"),
        ("EMAIL_1", "2"),
        ("EMAIL_1", "x"),
        ("EMAIL_1\\", "_x"),
        ("EMAIL-1-", "1"),
        ("payment_card", "_1"),
        ("PAYMENT CARD ", "1"),
        ("&", "lt;EMAIL_1&gt;"),
        ("&amp;l", "t;EMAIL_1&gt;"),
        ("&lt;EMAIL_1&", "gt;"),
        ("&#6", "0;EMAIL_1>"),
        ("\\", "<EMAIL\\_1>"),
        ("\\<EMAIL\\", "_1>"),
        ("\\u003", "cEMAIL_1>"),
        ("\\\\u003cEMAIL_1\\\\", "u003e"),
        ("%3", "CEMAIL_1%3E"),
        ("<payment%2", "0card_1>"),
        ("[", "EMAIL_1]"),
        ("[[EMAIL_1]", "]"),
        ("{{EMAIL_1", "}}"),
        ("\\[EMAIL_1\\", "]"),
        ("_", "EMAIL_1_"),
        ("__EMAIL_1_", "_"),
    ],
)
def test_what_is_held_may_be_one_or_none_yet(text: str, more: str) -> None:
    start = KNOWN.tail(text)
    assert start == len(text) - len(text.lstrip("a "))
    assert list(KNOWN.all(text + more + "\n")) != list(KNOWN.all(text + "\n"))


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "a < b",
        "<div>",
        "<PAYMENTS",
        "emai",
        "payment card ",
        "EMAIL_x",
        "xEMAIL",
        "EMAIL_1 ",
        "<EMAIL_1>",
        "&lt;b",
        "\\d",
        "%2",
        "[x",
        "[emai",
        "card_",
        "a_b",
        "1_",
        "PAYMENT_CARD_12345678",
    ],
)
def test_what_can_become_none_passes(text: str) -> None:
    assert KNOWN.tail(text) == len(text)


def test_it_is_linear_in_hostile_texts() -> None:
    # Each place is looked at within a bounded reach: this ends at once, or the test's own time runs out.
    for text in ("<", "\\", "[", "{{", "_", "&amp;", "PAYMENT_CARD_", "PAYMENT CARD ", "CARD_1", "<PAYMENT-CARD-"):
        assert len(list(KNOWN.all(text * 50_000))) in {0, 1}
        assert KNOWN.tail(text * 50_000) >= len(text) * 50_000 - KNOWN.bound


def test_recognizers_are_made_once_and_none_of_nothing() -> None:
    assert recognizer(frozenset(("EMAIL",))) is for_keys(["EMAIL_1", "EMAIL_22"])
    assert recognizer(frozenset()) is None
    assert for_keys([]) is None
    assert literal([], ["<EMAIL_1>"]) == frozenset()


def test_types_of_odd_names_are_told_apart() -> None:
    known = Recognizer(("KEY", "KEY_2", "X"))
    assert [key for _, _, key in known.all("<KEY_2> <KEY_2_1> X_1 &lt;X_2&gt;")] == ["KEY_2", "KEY_2_1", "X_1", "X_2"]
    assert re.fullmatch("[A-Z_0-9]+", "KEY_2")
