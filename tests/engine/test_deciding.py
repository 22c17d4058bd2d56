"""One set of facts, one decision: whoever asks, and however often."""

from __future__ import annotations

from dataclasses import replace

from quarterdeck.engine import decide_on, reading
from quarterdeck.engine.deciding import decided
from quarterdeck.engine.facts import request_facts
from quarterdeck.model.decision import Action, Coverage

from .exchanges import CANARY, FINDING_KIT, GATEWAY, OPENAI, exchange, policy, said

RULES = policy(CANARY)


def test_the_same_facts_are_decided_on_alike_and_fewer_of_them_otherwise():
    read = reading(exchange(OPENAI, said("CANARY-1")), RULES, FINDING_KIT)
    first = decide_on(read, RULES, FINDING_KIT)
    facts = request_facts(read, FINDING_KIT, first.unread)
    # Where it was found is told by whoever has the text.
    assert decided(read, replace(facts, findings=first.findings), RULES) == replace(first, found=())
    assert decided(read, facts, RULES).action is Action.ALLOW


def test_what_could_not_be_read_is_said():
    read = reading(exchange(GATEWAY, b"{broken"), RULES, FINDING_KIT)
    decision = decided(read, request_facts(read, FINDING_KIT, ("not-json",)), RULES)
    assert (decision.coverage, decision.stream, decision.drift) == (Coverage.NONE, False, False)
    assert decision.opaque == "not-json"
    drifted = replace(read, message=replace(read.message, reason="unexpected-shape"))
    assert decided(drifted, request_facts(read, FINDING_KIT, ()), RULES).drift
