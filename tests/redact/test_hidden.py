"""Texts go on but for their last characters, and without what is found in time; what cannot be hidden says so."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.content import Part
from quarterdeck.model.decision import Redaction
from quarterdeck.model.finding import Finding
from quarterdeck.redact.hidden import HiddenTexts
from quarterdeck.redact.hiding import CannotHide, Hiding

WINDOW = 20
SECRET = re.compile(r"\bPRJ-[0-9]{6}\b")


@dataclass(frozen=True)
class Report:
    text: str
    pointer: str = "/content"
    adds: bool = True
    known: int = 0


class Answer:
    """An answer that is judged with all that it said so far, and then passed on; one channel for each text."""

    def __init__(self, window: int = WINDOW, secret: re.Pattern[str] = SECRET) -> None:
        self._secret = secret
        self.hiding = Hiding((), b"k")
        self.texts = HiddenTexts(self.hiding, window)
        self.channels: dict[str, object] = {}
        self._said: dict[str, str] = {}

    def judge(self, report: Report) -> None:
        said = self._said[report.pointer] = self._said.get(report.pointer, "") + report.text[report.known :]
        found = [
            Redaction(Finding("custom.project", report.pointer, *one.span()), "placeholder")
            for one in self._secret.finditer(said)
        ]
        self.hiding.look([Part(report.pointer, said)], {report.pointer: 0}, found)

    def put(self, report: Report, *, nested: bool = False) -> str:
        self.texts.before([report])
        channel = self.channels.get(report.pointer)
        if channel is None or not report.adds:
            channel = self.channels[report.pointer] = self.texts.channel(report.pointer, nested)
        made = channel.feed(report.text)
        self.texts.after()
        return made

    def add(self, text: str, pointer: str = "/content", *, nested: bool = False) -> str:
        self.judge(Report(text, pointer))
        return self.put(Report(text, pointer), nested=nested)

    def end(self, pointer: str = "/content") -> str:
        return self.channels.pop(pointer).end()


def test_no_more_is_held_than_the_window() -> None:
    answer = Answer()
    assert answer.add("a" * WINDOW) == ""
    assert answer.add("bcd") == "aaa"
    assert answer.channels["/content"].held == WINDOW
    assert answer.end() == "a" * (WINDOW - 3) + "bcd"


@given(
    st.lists(st.sampled_from(["PRJ-", "123456", "PRJ-123456", " PRJ-654321 ", "1", " ", "words of prose "])), st.data()
)
def test_cut_anywhere_the_text_is_that_of_the_whole(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    numbers: dict[str, str] = {}
    wanted = SECRET.sub(lambda one: numbers.setdefault(one[0], f"<PROJECT_{len(numbers) + 1}>"), text)
    answer, made, at = Answer(), "", 0
    while at < len(text):
        size = data.draw(st.integers(1, 12))
        made += answer.add(text[at : at + size])
        at += size
    assert made + (answer.end() if text else "") == wanted


def test_what_is_longer_than_the_window_and_has_begun_to_go_on_cannot_be_hidden() -> None:
    answer = Answer(window=4)
    assert answer.add("PRJ-1234") == "PRJ-"
    with pytest.raises(CannotHide, match="passed"):
        answer.add("56")


def test_a_text_that_comes_whole_is_not_held_until_it_comes_in_pieces() -> None:
    answer = Answer()
    assert answer.add("search", "/tool/name") == "search"
    assert answer.add("_more", "/tool/name") == ""
    assert answer.end("/tool/name") == "_more"


def test_a_text_that_comes_again_and_again_is_hidden_each_time() -> None:
    answer = Answer()
    first, second = "of PRJ-123456 and PRJ", "of PRJ-123456 and PRJ-654321"
    answer.judge(Report(first))
    assert answer.put(Report(first, adds=False)) == "o"
    grown = Report(second, adds=False, known=len(first))
    answer.judge(grown)
    assert answer.put(grown) + answer.end() == "of <PROJECT_1> and <PROJECT_2>"
    again = Report(second, adds=False, known=len(second))
    answer.judge(again)
    assert answer.put(again) + answer.end() == "of <PROJECT_1> and <PROJECT_2>"


def test_what_goes_over_the_end_of_a_text_that_begins_anew_is_hidden_in_both() -> None:
    answer = Answer()
    answer.judge(Report("of PRJ-123"))
    answer.judge(Report("456, yes"))
    assert answer.put(Report("of PRJ-123")) + answer.end() == "of <PROJECT_1>"
    assert answer.put(Report("456, yes")) + answer.end() == ", yes"


def test_a_string_that_is_no_text_of_the_answer_is_without_known_values() -> None:
    answer = Answer()
    answer.judge(Report("of PRJ-123456"))
    beside = answer.texts.channel("/title", False)
    assert beside.feed("PRJ-123456?") + beside.end() == "<PROJECT_1>?"
    assert beside.held == 0


def test_a_text_that_is_not_found_in_its_event_ends_the_answer_where_something_is_in_it() -> None:
    answer = Answer()
    answer.judge(Report("nothing"))
    answer.texts.before([Report("nothing")])
    answer.texts.after()
    answer.judge(Report(" of PRJ-123456"))
    answer.texts.before([Report(" of PRJ-123456")])
    with pytest.raises(CannotHide, match="not-rewritten"):
        answer.texts.after()


def test_a_string_that_is_told_twice_is_rewritten_once() -> None:
    answer = Answer()
    report = Report("of PRJ-123456", adds=False)
    answer.judge(report)
    answer.texts.before([report, Report(report.text, adds=False, known=len(report.text))])
    channel = answer.texts.channel("/content", False)
    assert channel.feed(report.text) + channel.end() == "of <PROJECT_1>"
    answer.texts.after()


def test_texts_in_another_order_than_they_were_told_end_the_answer() -> None:
    answer = Answer()
    answer.texts.before([Report("a"), Report("b")])
    channel = answer.texts.channel("/content", False)
    with pytest.raises(CannotHide, match="order"):
        channel.feed("c")
    channel.feed("b")
    with pytest.raises(CannotHide, match="order"):
        channel.feed("a")


def test_single_tokens_beside_the_text_end_an_answer_in_which_something_is_hidden() -> None:
    answer = Answer()
    answer.judge(Report("of PRJ-123456"))
    answer.texts.before([Report("of PRJ-123456")])
    answer.texts.channel("/content", False).feed("of PRJ-123456")
    answer.texts.channel("/choices/0/logprobs/content/0/token", False)
    with pytest.raises(CannotHide, match="in-pieces"):
        answer.texts.after()


@given(st.lists(st.integers(1, 9), max_size=20))
def test_arguments_of_a_tool_are_json_still(sizes: list[int]) -> None:
    text = json.dumps({"a": 'x "PRJ-123456" \\ PRJ-123456', "b": ["PRJ-654321"], "c": "\u20ac"})
    answer, made, at = Answer(), "", 0
    for size in (*sizes, len(text)):
        made += answer.add(text[at : at + size], nested=True) if text[at : at + size] else ""
        at += size
    found = json.loads(made + answer.end())
    assert found == {"a": 'x "<PROJECT_1>" \\ <PROJECT_1>', "b": ["<PROJECT_2>"], "c": "\u20ac"}


def test_an_escape_over_the_edge_of_what_is_held_ends_no_string() -> None:
    for window in range(14, 24):
        answer = Answer(window, re.compile(r"\b47[0-9]{10}\b"))
        text = json.dumps({"a": 'of "470011470011\\', "b": 470011470011})
        made = "".join(answer.add(one, nested=True) for one in text) + answer.end()
        assert json.loads(made) == {"a": 'of "<PROJECT_1>\\', "b": "<PROJECT_1>"}


def test_json_that_goes_on_in_another_channel_is_json_still() -> None:
    text = json.dumps({"a": "of 470011470011", "b": 470011470011})
    for first in range(1, len(text)):
        answer = Answer(secret=re.compile(r"\b47[0-9]{10}\b"))
        pieces = (text[:first], text[first:])
        for piece in pieces:
            answer.judge(Report(piece))
        made = "".join(answer.put(Report(piece), nested=piece[0] == "{") + answer.end() for piece in pieces)
        assert json.loads(made) == {"a": "of <PROJECT_1>", "b": "<PROJECT_1>"}


def test_what_would_break_json_ends_the_answer() -> None:
    answer = Answer()
    answer.hiding.look(
        [Part("/content", '{"a": "b", "c": 1}')],
        {"/content": 0},
        [Redaction(Finding("custom.project", "/content", 7, 13), "placeholder")],
    )
    answer.put(Report('{"a": "b", "c": 1}'), nested=True)
    with pytest.raises(CannotHide, match="in-json"):
        answer.end()
