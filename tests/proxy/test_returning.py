"""Messages get back what is known by then, in their order, and wait no longer than somebody lets them."""

from __future__ import annotations

import json

from quarterdeck.proxy.returning import Returning, Said

CARD, OTHER = {"PAYMENT_CARD_1": "4111"}, {"PAYMENT_CARD_2": "5500"}
KEY = {"API_KEY_1": 'k"1'}


def delta(text: str, kind: str = "output_text") -> bytes:
    return json.dumps({"type": f"response.{kind}.delta", "item_id": "i", "output_index": 0, "delta": text}).encode()


def deltas(said: list[Said]) -> list[str]:
    return [json.loads(one.content)["delta"] for one in said]


def test_as_long_as_nothing_is_known_messages_pass_as_they_are() -> None:
    one = Returning("openai-realtime")
    assert one.take(delta("<PAYMENT_"), True) == [Said(delta("<PAYMENT_"), True)]
    assert one.take(b"\0\xff", False) == [Said(b"\0\xff", False)]
    assert not one.waiting


def test_a_message_waits_for_the_rest_of_a_placeholder_and_those_behind_it_wait_too() -> None:
    one = Returning("openai-realtime")
    one.learn(CARD)
    assert one.take(delta("is <PAYMENT_"), True) == []
    assert one.take(b"\0\xff", False) == []
    assert one.waiting
    first, binary, last = one.take(delta("CARD_1> valid"), True)
    assert deltas([first, last]) == ["is ", "4111 valid"]
    assert binary == Said(b"\0\xff", False)
    assert (one.passed, one.waiting) == (3, False)


def test_who_has_waited_long_enough_goes_on() -> None:
    one = Returning("openai-realtime")
    one.learn(CARD)
    one.take(delta("is <PAYMENT_"), True)
    assert deltas(one.rest()) == ["is <PAYMENT_"]
    assert not one.waiting
    assert one.rest() == []


def test_a_text_that_goes_on_learns_what_was_learnt_since_it_began() -> None:
    one = Returning("openai-realtime")
    one.learn(CARD)
    assert deltas(one.take(delta("<PAYMENT_CARD_1>, <PAYMENT_CARD_2> "), True)) == ["4111, <PAYMENT_CARD_2> "]
    one.learn(OTHER)
    assert deltas(one.take(delta("<PAYMENT_CARD_2> <API_KEY_1> "), True)) == ["5500 <API_KEY_1> "]
    one.learn(KEY)
    assert deltas(one.take(delta("<API_KEY_1> <PAYMENT_CARD_1>."), True)) == ['k"1 4111.']


def test_what_is_learnt_while_a_text_is_held_is_known_when_it_goes_on() -> None:
    one = Returning("openai-realtime")
    one.learn(CARD)
    assert one.take(delta("<PAYMENT_"), True) == []
    one.learn(KEY)
    assert deltas(one.take(delta("CARD_1>, "), True)) == ["", "4111, "]
    assert deltas(one.take(delta("<API_KEY_1>,"), True)) == ['k"1,']


def test_what_is_withheld_stays_so_whatever_is_remembered() -> None:
    one = Returning(None)
    one.learn(CARD | KEY)
    one.learn(OTHER, {"PAYMENT_CARD"})
    one.learn(CARD)
    said = "<PAYMENT_CARD_1> <PAYMENT_CARD_2> <API_KEY_1>"
    assert one.take(said.encode(), True) == [Said(b'<PAYMENT_CARD_1> <PAYMENT_CARD_2> k"1', True)]


def test_arguments_of_a_tool_get_a_value_as_json_has_it() -> None:
    one = Returning("openai-realtime")
    one.learn(KEY)
    (said,) = deltas(one.take(delta('{"key": "<API_KEY_1>"}', "function_call_arguments"), True))
    assert json.loads(said) == {"key": 'k"1'}


def test_a_binary_message_that_is_no_json_is_left_alone() -> None:
    one = Returning(None)
    one.learn(CARD)
    counted = b"\n\x10<PAYMENT_CARD_1>"
    assert one.take(counted, False) == [Said(counted, False)]
    assert one.take(b'{"a": "<PAYMENT_CARD_1>"}', False) == [Said(b'{"a": "4111"}', False)]
