"""A case says what was expected and what came instead, in words, at its place."""

from __future__ import annotations

import pytest

from quarterdeck.model.decision import Action, Decision, Inspection, Reason, Verdict
from quarterdeck.policy.cases import run
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import SERVICES

BLOCKED = Decision(
    Action.BLOCK,
    (
        Reason("seek", "p", Action.BLOCK, "No.", "p.yaml:2"),
        Reason("watch", "q", Action.MONITOR, "Recorded.", "q.yaml:2"),
    ),
    "v",
    service=SERVICES["deepseek-web"],
    activity="chat",
    models=("deepseek-chat",),
)
NOTHING = Decision(Action.ALLOW, (Reason("default", "quarterdeck", Action.ALLOW, "No rule.", "quarterdeck"),), "v")
UNREAD = Decision(Action.BLOCK, BLOCKED.reasons, "v", models=None)
SEEN = Inspection(Verdict.INSPECT, "p.yaml:2")


def outcome(expect: str, decision: Decision = BLOCKED, inspection: Inspection | None = SEEN) -> tuple[str, ...]:
    files = load_policies(text={"p.yaml": f"policy: p\ncases:\n  - {{request: a.example, expect: {expect}}}\n"})
    (result,) = run(files, lambda *_: decision if inspection is None else (decision, inspection))
    assert (result.policy, result.file, result.line) == ("p", "p.yaml", 3)
    return result.failures


@pytest.mark.parametrize(
    "expect",
    [
        "block",
        "{rule: seek}",
        "{rule: q/watch}",
        "{action: block, service: deepseek_web, activity: chat, model: deepseek-chat, inspection: inspect}",
        "{}",
    ],
)
def test_what_is_as_expected_passes(expect):
    assert outcome(expect) == ()


WAS = "p/seek (block), q/watch (monitor)"


@pytest.mark.parametrize(
    ("expect", "decision", "said"),
    [
        ("allow", BLOCKED, f"expected allow, but it was block, by {WAS}"),
        ("block", NOTHING, "expected block, but it was allow, by quarterdeck/default (allow)"),
        ("{rule: other}", BLOCKED, f"expected the rule other, but those that spoke were {WAS}"),
        ("{rule: q/seek}", BLOCKED, f"expected the rule q/seek, but those that spoke were {WAS}"),
        ("{service: kimi}", BLOCKED, "expected the service kimi, but it was deepseek-web"),
        ("{service: kimi}", NOTHING, "expected the service kimi, but it was none"),
        ("{activity: upload}", BLOCKED, "expected the activity upload, but it was chat"),
        ("{model: gpt-4o}", BLOCKED, "expected the model gpt-4o, but it was deepseek-chat"),
        ("{model: gpt-4o}", NOTHING, "expected the model gpt-4o, but it was none"),
        ("{model: gpt-4o}", UNREAD, "expected the model gpt-4o, but it was unreadable"),
        ("{inspection: tunnel}", BLOCKED, "expected the connection's verdict tunnel, but it was inspect (p.yaml:2)"),
    ],
)
def test_what_differs_is_said_in_one_sentence(expect, decision, said):
    assert outcome(expect, decision) == (said,)


def test_everything_that_differs_is_said():
    assert len(outcome("{action: allow, rule: x, service: x, activity: browse, model: x, inspection: refuse}")) == 6


def test_a_verdict_that_nobody_gave_never_passes():
    assert outcome("{inspection: inspect}", inspection=None) == ("the verdict on the connection was not judged",)


def test_a_case_is_judged_by_its_file_or_by_all_and_results_stand_in_the_order_of_the_cases():
    one = "policy: one\ncases: [{name: first, request: a.example, expect: block}]\n"
    two = "policy: two\ncases: [{request: {url: b.example, body: x}, expect: allow, scope: composed}]\n"
    asked: list[str | None] = []

    def judge(file, case):
        asked.append(file and file.policy.policy)
        return BLOCKED

    results = run(load_policies(text={"one.yaml": one, "two.yaml": two}), judge)
    assert asked == ["one", None]
    assert [(result.name, result.passed) for result in results] == [("first", True), ("POST b.example", False)]
    assert str(results[0]) == "one.yaml:2: first: passed"
    assert str(results[1]).startswith("two.yaml:2: POST b.example: FAILED: expected allow, but it was block")
