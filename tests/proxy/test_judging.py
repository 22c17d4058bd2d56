"""Events are judged with as much of what came before as a find may lie across, and only when they add something."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quarterdeck.model.content import Part
from quarterdeck.model.decision import Coverage
from quarterdeck.proxy.judging import MOST_TEXTS, TAIL, Judging
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire.answers.event import Event
from tests.proxy.deck import awaiting

RULES = """\
policy: p
rules:
  - {id: canary, match: {content: custom.canary, direction: answer}, action: block, on_unknown: skip}
  - {id: large, match: {opaque: too-large, direction: answer}, action: block}
  - {id: binary, match: {opaque: binary, direction: answer}, action: monitor}
  - {id: model, match: {model: "banned-*"}, action: block}
"""


@pytest.fixture
def exchanged(tmp_path: Path) -> Exchanged:
    return awaiting(tmp_path, RULES)


def said(*texts: str, pointer: str = "/t", models: tuple[str, ...] = (), opaque: str | None = None) -> Event:
    return Event(b"", tuple(Part(pointer, text) for text in texts), models, opaque=opaque)


def test_what_lies_across_events_of_one_text_is_found(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    assert one.judge([said("CANARY"), said("-1", pointer="/other")]) is None
    assert one.judge([said("-1" + "2" * (TAIL - 8))]) is None
    refused = one.judge([said("!")])
    assert refused is not None
    assert (refused.reasons[0].rule, one.refused, one.decision) == ("canary", refused, refused)


def test_no_more_is_remembered_than_that(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    assert one.judge([said("CANARY-" + "1" * TAIL)]) is None
    assert one.judge([said("!")]) is None


def test_a_model_is_judged_when_it_is_named(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    assert one.judge([said(models=("good-1",))]) is None
    refused = one.judge([said(models=("banned-1",))])
    assert refused is not None
    assert one.models == ("good-1", "banned-1")


def test_every_reason_why_something_was_not_read_is_judged(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    assert (one.judge([said("a")]), one.coverage, one.unread) == (None, Coverage.WHOLE, ())
    assert one.judge([said(opaque="binary")]) is None
    assert (one.coverage, one.unread) == (Coverage.PART, ("binary",))
    assert one.decision is not None
    assert one.decision.reasons[0].rule == "binary"
    assert one.judge([], "too-large") is not None
    assert one.unread == ("binary", "too-large")


def test_what_adds_nothing_is_not_judged_again(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    one.judge([said("a", models=("m",))])
    exchanged.answer_facts = None
    assert one.judge([said(models=("m",))]) is None
    with pytest.raises(ValueError, match="never was"):
        one.judge([said("b")])


def test_the_rules_are_those_in_force_when_an_event_comes(exchanged: Exchanged, tmp_path: Path) -> None:
    one = Judging(exchanged)
    before = exchanged.world
    exchanged.world = replace(before, policy=awaiting(tmp_path / "none", "policy: p\n").world.policy)
    assert one.judge([said("CANARY-1!")]) is None
    exchanged.world = before
    assert one.judge([said("CANARY-1!")]) is not None


def test_more_texts_at_a_time_than_can_be_remembered_are_a_fact_to_rule_on(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    for number in range(MOST_TEXTS):
        assert one.judge([said("a", pointer=f"/{number}")]) is None
    assert one.unread == ()
    refused = one.judge([said("a", pointer="/more")])
    assert refused is not None
    assert (refused.reasons[0].rule, one.unread) == ("large", ("too-large",))
    assert len(one._tails) <= 1


SHADOW = """\
policy: p
rules:
  - {id: canary, match: {content: custom.canary, direction: answer}, action: monitor, evidence: {excerpt: 1000}}
"""


def test_what_is_found_is_told_once_by_its_place_in_the_whole_text(tmp_path: Path) -> None:
    one = Judging(awaiting(tmp_path, SHADOW))
    for piece in ("." * 500, "at CAN", "ARY-1!", "." * 600, " and CANARY-2!", *["." * 700] * 9):
        assert one.judge([said(piece)]) is None
    assert [(found.start, found.end) for found in one.noticed.found] == [(503, 512), (1117, 1126)]
    (excerpt,) = one.noticed.excerpts
    assert excerpt.start == 0
    assert excerpt.text == "." * 500 + "at <CANARY_1>" + "." * 600 + " and <CANARY_2>" + "." * (excerpt.end - 1126)
    assert excerpt.end == 2126


def test_places_are_kept_of_no_more_texts_than_are_remembered(exchanged: Exchanged) -> None:
    one = Judging(exchanged)
    for start in range(0, 4 * MOST_TEXTS, 1000):
        one.judge([said("x", pointer=f"/{number}") for number in range(start, start + 1000)])
    assert len(one._ends) <= MOST_TEXTS + 1000
