"""An answer is passed on event by event, each judged first; what cannot be judged does not pass."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from quarterdeck.model.decision import Coverage, Decision
from quarterdeck.proxy.answering import Answering
from quarterdeck.proxy.judging import TAIL
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire import answers
from tests.proxy.deck import awaiting

RULES = """\
policy: p
rules:
  - {id: canary, match: {content: custom.canary, direction: answer}, action: block}
  - {id: model, match: {model: "banned-*"}, action: block}
"""
SSE = "text/event-stream"


def event(text: str, model: str = "m") -> bytes:
    said = {"model": model, "choices": [{"index": 0, "delta": {"content": text}}]}
    return b"data: " + json.dumps(said).encode() + b"\n\n"


def cut(decision: Decision) -> bytes:
    return b"CUT " + decision.reasons[0].rule.encode()


@pytest.fixture
def exchanged(tmp_path: Path) -> Exchanged:
    return awaiting(tmp_path, RULES)


def answering(exchanged: Exchanged, kind: str = SSE, codings: tuple[str, ...] = ()) -> Answering:
    return Answering(exchanged, answers.reader("openai-chat", kind, codings), cut)


def test_events_pass_as_they_are_complete(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    whole = event("a") + event("b")
    assert one.pass_on(whole[:10]) == []
    assert b"".join(one.pass_on(whole[10 : len(event("a")) + 3])) == event("a")
    assert b"".join(one.pass_on(whole[len(event("a")) + 3 :])) == event("b")
    assert one.pass_on(b"") == []
    assert (one.coverage, one.unread, one.models, one.ended) == (Coverage.WHOLE, (), ("m",), False)
    assert exchanged.answer_bytes == len(whole)


def test_what_lies_across_events_is_found_before_its_last_piece_passes(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    assert one.pass_on(event("CANARY")) == [event("CANARY")]
    assert one.pass_on(event("-1")) == [event("-1")]
    assert one.pass_on(event("!")) == [b"CUT canary"]
    assert one.ended
    assert one.pass_on(event("more")) == []


def test_as_much_is_remembered_as_a_find_may_take(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    one.pass_on(event("CANARY-" + "1" * (TAIL - 8)))
    assert one.pass_on(event("!")) == [b"CUT canary"]


def test_a_model_that_nobody_asked_for_ends_the_answer(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    assert one.pass_on(event("a", "banned-1")) == [b"CUT model"]


def test_an_answer_that_cannot_be_read_counts_as_matched(exchanged: Exchanged) -> None:
    one = answering(exchanged, codings=("no-such-coding",))
    assert one.pass_on(b"xyz") == [b"CUT canary"]
    assert (one.coverage, one.unread) == (Coverage.PART, ("unknown-encoding",))


def test_a_fault_ends_the_answer_and_passes_nothing(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    exchanged.answer_facts = None
    assert one.pass_on(event("a")) == []
    assert (one.failed, one.ended) == (True, True)
    assert one.pass_on(event("b")) == []


def test_what_is_done_ahead_is_not_done_again(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    one.prepare(event("a"))
    assert exchanged.answer_bytes == len(event("a"))
    assert one.pass_on(event("a")) == [event("a")]
    assert one.pass_on(event("b")) == [event("b")]
    assert exchanged.answer_bytes == 2 * len(event("a"))


def test_a_whole_answer_is_judged_once_and_to_its_end(exchanged: Exchanged) -> None:
    one = answering(exchanged)
    one.hear(event("CANARY-1!").rstrip())
    assert one.refused is not None
    one.hear(event("more"))
    assert exchanged.answer_bytes == 0


def test_few_bytes_that_decode_to_very_many_are_not_read_to_the_end(
    exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quarterdeck.proxy.answering._MOST_DECODED", 1 << 20)
    one = answering(exchanged, "application/json", ("gzip",))
    one.hear(gzip.compress(b"".join(b'{"a": "%d"}, ' % number for number in range(150_000)) + b'"CANARY-1!"'))
    assert one.unread == ("too-large",)
    assert one.refused is not None
    assert one.refused.findings == ()
    assert not one.failed
