from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.redact.restore import Restorer, in_json, restore

MAIL, CARD = "ann@example.test", "4111 1111 1111 1111"
ORIGINALS = {"EMAIL_1": MAIL, "PAYMENT_CARD_1": CARD, "PAYMENT_CARD_12": "twelve"}
FORMS = [
    "<PAYMENT_CARD_1>",
    "<payment card 1>",
    "\\<PAYMENT\\_CARD\\_1\\>",
    "\\<PAYMENT\\_CARD\\_1>",
    "&lt;PAYMENT_CARD_1&gt;",
    "&amp;lt;EMAIL_1&amp;gt;",
    "\\u003cPAYMENT_CARD_1\\u003e",
    "%3CPAYMENT_CARD_1%3E",
    "PAYMENT_CARD_1",
    "payment_card_1",
    "PAYMENT-CARD-1",
    "[[PAYMENT_CARD_1]]",
    "[PAYMENT_CARD_12]",
    "{payment card 1}",
    "__EMAIL_1__",
    "`<EMAIL_1>`",
    "<EMAIL_1>",
    "<EMAIL_7>",
    "EMAIL_1",
]
NOISE = [
    "a",
    " ",
    "1",
    "_",
    "\\",
    "<",
    ">",
    "[",
    "]",
    "{",
    "}",
    "&",
    "&lt;",
    "%3",
    "\\n",
    "\n",
    "-",
    "EMAIL",
    "CARD",
    "é",
    "卡",
]
TEXTS = st.lists(st.sampled_from(FORMS) | st.sampled_from(NOISE) | st.text(max_size=4), max_size=12).map("".join)


def streamed(text: str, cuts: Sequence[int], escape: bool = False) -> tuple[str, int]:
    restorer = Restorer(ORIGINALS, in_json) if escape else Restorer(ORIGINALS)
    said = []
    start = 0
    for cut in [*sorted(cuts), len(text)]:
        said.append(restorer.feed(text[start:cut]))
        assert restorer.held <= restorer.bound
        start = max(start, cut)
    said.append(restorer.end())
    return "".join(said), restorer.restored


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_restored_however_the_stream_is_cut(form: str) -> None:
    text = f"Dear {form}, bye."
    whole = restore(text, ORIGINALS)
    assert ("EMAIL_7" in form) or ("EMAIL" not in whole[0] and "CARD" not in whole[0].upper())
    assert streamed(text, range(len(text))) == whole
    for cut in range(len(text)):
        assert streamed(text, [cut]) == whole
        for other in range(cut, len(text)):
            assert streamed(text, [cut, other]) == whole


@given(TEXTS, st.lists(st.integers(0, 120), max_size=12))
def test_any_chunking_gives_the_same_as_the_whole(text: str, cuts: list[int]) -> None:
    cuts = [min(cut, len(text)) for cut in cuts]
    assert streamed(text, cuts) == restore(text, ORIGINALS)
    assert streamed(text, range(len(text))) == restore(text, ORIGINALS)
    assert streamed(text, cuts, escape=True) == restore(text, ORIGINALS, in_json)


@given(TEXTS)
def test_a_text_without_our_names_stays_as_it_is(text: str) -> None:
    assert restore(text, {}) == (text, 0)
    assert restore(text, {"PASSPORT_1": "x"}) == (text, 0)


@given(st.text(st.characters(exclude_characters="<>&%\\[{_EePp＜⟨〈"), max_size=40))
def test_what_looks_like_none_passes_at_once(text: str) -> None:
    restorer = Restorer(ORIGINALS)
    assert restorer.feed(text) == text
    assert restorer.held == 0


def test_only_what_the_map_holds_is_restored() -> None:
    text = "<EMAIL_1> <EMAIL_2> <API_KEY_1> EMAIL_12"
    assert restore(text, ORIGINALS) == (f"{MAIL} <EMAIL_2> <API_KEY_1> EMAIL_12", 1)


def test_a_value_that_reads_like_a_placeholder_is_not_restored_again() -> None:
    originals = {"EMAIL_1": "<EMAIL_2>", "EMAIL_2": "x"}
    assert restore("<EMAIL_1>", originals) == ("<EMAIL_2>", 1)


def test_in_the_arguments_of_a_tool_call_a_value_is_written_as_json() -> None:
    value = 'Ann "Al"\n\\x'
    text, count = restore(json.dumps({"to": "<EMAIL_1>"}), {"EMAIL_1": value}, in_json)
    assert json.loads(text) == {"to": value}
    assert count == 1
    restorer = Restorer({"EMAIL_1": value}, in_json)
    said = "".join(map(restorer.feed, '{"to": "\\u003cEMAIL_1\\u003e"}')) + restorer.end()
    assert json.loads(said) == {"to": value}


def test_what_comes_first_is_not_held_for_what_follows() -> None:
    restorer = Restorer(ORIGINALS)
    assert restorer.feed("Hello <EMAIL") == "Hello "
    assert restorer.held == 6
    assert restorer.feed("_1> and") == f"{MAIL} and"
    assert restorer.feed(" <EM") == " "
    assert restorer.end() == "<EM"
    assert restorer.feed("AIL_1>") == "AIL_1>"


def test_neither_a_value_nor_a_text_is_in_what_is_shown_of_it() -> None:
    restorer = Restorer(ORIGINALS)
    restorer.feed("x <EMAIL_1> <EMA")
    assert repr(restorer) == "Restorer(restored=1, held=4)"


def test_without_names_nothing_is_held() -> None:
    restorer = Restorer({})
    assert restorer.feed("<EMAIL") == "<EMAIL"
    assert (restorer.end(), restorer.bound) == ("", 0)
