"""Events go on in their order, at once where nothing is held back, and none waits for ever."""

from __future__ import annotations

import json
from collections.abc import Sequence

from quarterdeck.wire.rewriting import line
from quarterdeck.wire.rewriting.editable import message
from quarterdeck.wire.rewriting.reported import Report

from .standin import PLACEHOLDER, VALUE, StandIn


class Sent:
    """A line, fed with events that each say one text."""

    def __init__(self) -> None:
        self.line = line.Line(StandIn)

    def add(self, key: str, text: str, closes: tuple[str, ...] = ()) -> list[str]:
        return self._put(Report(key, text, adds=True), closes)

    def of(self, role: str, key: str, text: str) -> list[str]:
        return self._put(Report(key, text, adds=True, role=role))

    def whole(self, key: str, text: str) -> list[str]:
        return self._put(Report(key, text, adds=False))

    def end(self) -> list[str]:
        return [json.loads(one)["t"] for one in self.line.end()]

    def _put(self, report: Report, closes: tuple[str, ...] = ()) -> list[str]:
        event = message(json.dumps({"t": report.text}).encode())
        return [json.loads(one)["t"] for one in self.line.put(event, [report], closes)]


def test_an_event_without_a_beginning_of_a_placeholder_goes_on_at_once() -> None:
    sent = Sent()
    assert sent.add("/a", "one") == ["one"]
    assert sent.add("/a", "a < b") == ["a < b"]


def test_an_event_waits_only_for_the_next_of_its_text() -> None:
    sent = Sent()
    assert sent.add("/a", "one <PAY") == []
    assert sent.add("/a", "MENT_") == ["one "]
    assert sent.add("/a", "CARD_1> two") == ["", f"{VALUE} two"]


def test_others_wait_behind_it_and_keep_their_order() -> None:
    sent = Sent()
    assert sent.add("/a", "<PAYMENT_") == []
    assert sent.add("/b", "other") == []
    assert sent.add("/a", "CARD_1>") == ["", "other", VALUE]


def test_two_texts_in_turn_are_both_rewritten() -> None:
    sent = Sent()
    out = [*sent.add("/a", "<PAYMENT_"), *sent.add("/b", "<PAY"), *sent.add("/a", "CARD_1>")]
    out += sent.add("/b", "MENT_CARD_1>")
    assert out == ["", "", VALUE, VALUE]


def test_what_was_held_back_stays_in_its_event_when_the_text_ends() -> None:
    sent = Sent()
    assert sent.add("/a/x", "one <PAY") == []
    assert sent.add("/b/x", "two", closes=("/a/",)) == ["one <PAY", "two"]
    assert sent.add("/a/x", "MENT") == ["MENT"]
    assert sent.add("/a/x", "<PAY", closes=("",)) == ["<PAY"]
    assert sent.add("/a/x", "<PAY") == []
    assert sent.end() == ["<PAY"]


def test_a_text_that_comes_whole_again_and_again_shows_no_beginning_of_a_placeholder() -> None:
    sent = Sent()
    assert sent.whole("/a", "one <PAY") == []
    assert sent.whole("/a", f"one {PLACEHOLDER}") == ["one ", f"one {VALUE}"]
    assert sent.whole("/a", "two <") == []
    assert sent.whole("/a", "three") == ["two <", "three"]


def test_a_text_set_whole_may_go_on_in_pieces() -> None:
    sent = Sent()
    assert sent.whole("/a", "one <PAY") == []
    assert sent.add("/a", "MENT_CARD_1>") == ["one ", VALUE]


def test_a_text_that_repeats_its_pieces_ends_them() -> None:
    sent = Sent()
    assert sent.add("/a", "one <PAY") == []
    assert sent.whole("/a", "one <PAY!") == ["one <PAY", "one <PAY!"]


def test_a_server_that_never_comes_back_to_a_text_does_not_hold_up_the_others() -> None:
    sent = Sent()
    assert sent.add("/a", "one <PAY") == []
    out: list[str] = []
    for _ in range(line.MAX_WAITING):
        out += sent.add("/b", "two")
    assert out == ["one <PAY", *["two"] * line.MAX_WAITING]
    assert sent.add("/a", "MENT") == ["MENT"]


def test_an_answer_in_json_takes_values_escaped() -> None:
    sent = Sent()
    out = [*sent.add("/a", '{"card": "'), *sent.add("/a", PLACEHOLDER), *sent.add("/a", '"}')]
    assert json.loads("".join(out)) == {"card": VALUE}


def test_a_string_that_is_no_text_of_the_grammar_is_complete() -> None:
    event = message(json.dumps({"x": f"{PLACEHOLDER} <PAY"}).encode())
    (out,) = line.Line(StandIn).put(event, [])
    assert json.loads(out) == {"x": f"{VALUE} <PAY"}


def test_what_was_held_back_of_one_speaker_is_not_put_into_the_mouth_of_another() -> None:
    sent = Sent()
    assert sent.of("user", "/a", "one <PAY") == []
    assert sent.of("assistant", "/a", "two") == ["one <PAY", "two"]


class Watching:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def before(self, reports: Sequence[Report]) -> None:
        self.told += [f"{report.text} comes" for report in reports]

    def after(self) -> None:
        self.told.append("has come")


def test_who_watches_is_told_of_each_event_before_and_after() -> None:
    watching, sent = Watching(), Sent()
    sent.line.watch = watching
    sent.add("/a", "one")
    sent.add("/a", "two")
    assert watching.told == ["one comes", "has come", "two comes", "has come"]


def test_for_who_watches_a_text_ends_where_the_next_of_its_message_begins() -> None:
    sent = Sent()
    sent.line.watch = Watching()
    assert sent.add("/choices/0/message/content", "<PAY") == []
    assert sent.add("/choices/1/message/content", "<PAY") == []
    assert sent.add("/choices/0/message/tool_calls/0/function/arguments", "x") == ["<PAY"]
    assert sent.add("/choices/1/message/refusal", "x") == ["<PAY", "x", "x"]
