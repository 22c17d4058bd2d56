from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.decision import Action, Decision, Redaction
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.evaluate import decide
from quarterdeck.policy.load import load_policies

KEY = Finding("secrets.key", "/messages/0/content", 0, 8, 0.9)
CARD = Finding("pii.payment-card", "/messages/0/content", 10, 26)


def decided(*rules: str, findings: tuple[Finding, ...] = (KEY, CARD), **facts: Any) -> Decision:
    text = "policy: p\nrules:\n" + "".join(f"  - {{id: r{at}, {rule}}}\n" for at, rule in enumerate(rules))
    given = {"stage": Stage.REQUEST, "time": 0.0, "principal": Principal("10.0.0.1"), **facts}
    asked = Facts(destination=Destination("llm.example", 443), findings=findings, **given)
    return decide(compile_policies(load_policies(text={"p.yaml": text}), {}), asked)


REDACT_ALL = 'match: {content: "*"}, action: redact'


def test_what_the_rule_asks_for_is_taken_out_and_nothing_else() -> None:
    decision = decided('match: {content: "pii.*"}, action: redact')
    assert decision.redactions == (Redaction(CARD, "placeholder", restore=True),)
    assert decision.refused


def test_secrets_are_not_restored_unless_the_rule_says_so() -> None:
    assert [one.restore for one in decided(REDACT_ALL).redactions] == [False, True]
    said = decided('match: {content: "*"}, action: redact, redact: {restore_secrets: true}')
    assert [one.restore for one in said.redactions] == [True, True]
    said = decided('match: {content: "*"}, action: redact, redact: {restore: false, restore_secrets: true}')
    assert [one.restore for one in said.redactions] == [False, False]


def test_of_two_rules_the_one_that_tells_less_wins() -> None:
    decision = decided(REDACT_ALL, 'match: {content: "pii.*"}, action: redact, redact: {style: mask}')
    assert decision.redactions == (Redaction(KEY, "placeholder"), Redaction(CARD, "mask"))


@pytest.mark.parametrize(
    ("rules", "facts"),
    [
        # A stricter rule spoke.
        ((REDACT_ALL, 'match: {content: "secrets.*"}, action: block'), {}),
        # There may be more in what could not be read.
        ((REDACT_ALL,), {"opaque": ("encrypted",)}),
        (('match: {content: "*", direction: answer}, action: redact',), {"stage": Stage.ANSWER, "opaque": ("binary",)}),
        # A rule about no content names nothing to take out.
        ((REDACT_ALL, 'match: {host: "llm.example"}, action: redact'), {}),
        # One of two rules may hold, of which nobody knows.
        ((REDACT_ALL, 'match: {content: "marking.*"}, action: redact'), {"opaque": ("file",)}),
    ],
)
def test_where_taking_it_out_is_not_enough_nothing_is(rules: tuple[str, ...], facts: dict[str, Any]) -> None:
    decision = decided(*rules, **facts)
    assert decision.action >= Action.REDACT
    assert decision.redactions == ()
    assert decision.refused


def test_what_an_answer_says_is_taken_out_of_it() -> None:
    decision = decided('match: {content: "*", direction: answer}, action: redact', stage=Stage.ANSWER)
    assert len(decision.redactions) == 2


def test_a_picture_in_a_document_is_no_doubt() -> None:
    assert len(decided(REDACT_ALL, opaque=("embedded-image",)).redactions) == 2


def test_a_rule_that_skips_what_is_unknown_redacts_what_it_knows() -> None:
    decision = decided('match: {content: "*"}, on_unknown: skip, action: redact', opaque=("encrypted",))
    assert len(decision.redactions) == 2
