"""What is replaced in JSON that is written in a string leaves JSON, wherever it is cut; what cannot be says so."""

from __future__ import annotations

import json

import pytest

from quarterdeck.redact.inside import Inside, Torn


def placed(text: str, start: int, end: int, past: str = "") -> str:
    inside = Inside()
    inside.pass_over(past)
    ((low, high, instead),) = inside.placed(text, [(start, end, "<CARD_1>")])
    return text[:low] + instead + text[high:]


def test_what_stands_in_a_string_is_replaced_there() -> None:
    assert placed('{"a": "x 4111 y"}', 9, 13) == '{"a": "x <CARD_1> y"}'
    assert placed('x 4111 y"}', 2, 6, past='{"a": "') == 'x <CARD_1> y"}'


@pytest.mark.parametrize("text", ['{"a": 4111}', '{"a":-4111.5e3 }', "[4111]"])
def test_a_number_becomes_a_string(text: str) -> None:
    at = text.index("4111")
    made = json.loads(placed(text, at, at + 4))
    assert made in ({"a": "<CARD_1>"}, ["<CARD_1>"])


def test_what_is_no_json_stays_none() -> None:
    assert placed("{name}, 4111 it is", 8, 12) == '{name}, "<CARD_1>" it is'
    assert placed("{name} has41 11it", 10, 15) == "{name} has<CARD_1>it"
    assert placed("{name} has4111 it", 10, 14) == "{name} has<CARD_1> it"


def test_an_escape_is_replaced_as_a_whole() -> None:
    text = r'{"a": "x\u0034111\n"}'
    at = text.index("34111")
    assert json.loads(placed(text, at, at + 5)) == {"a": "x<CARD_1>\n"}
    assert json.loads(placed(text, at + 1, at + 6)) == {"a": "x<CARD_1>"}


def test_what_goes_over_the_end_of_a_string_cannot_be_replaced() -> None:
    with pytest.raises(Torn):
        placed('{"a": "b", "c": "d"}', 7, 18)


@pytest.mark.parametrize(("limit", "cut"), [(8, 8), (9, 8), (10, 10), (11, 10), (13, 10), (16, 16), (17, 17)])
def test_no_escape_is_cut(limit: int, cut: int) -> None:
    assert Inside().whole(r'{"a": "x'[:8] + r"\n\u0041yz", limit) == cut


def test_an_escaped_quote_ends_no_string() -> None:
    assert placed(r'b\" 4111"}', 4, 8, past='{"a": "') == r'b\" <CARD_1>"}'
    assert placed(r'" 4111"}', 2, 6, past='{"a": "b\\\\') == '" <CARD_1>"}'
