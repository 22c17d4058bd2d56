"""The log names the first of what the rules that spoke are about, and keeps evidence of what they ask it for."""

from __future__ import annotations

from quarterdeck.model.decision import About, Decision
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.policy.about import MOST
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.evaluate import decide
from quarterdeck.policy.load import load_policies

KEY = Finding("secrets.key", "/b", 0, 8, 0.9)
CARD = Finding("pii.payment-card", "/a", 10, 26)
OTHER = Finding("source-code.python", "/a", 0, 9)


def decided(*rules: str, findings: tuple[Finding, ...] = (KEY, CARD, OTHER)) -> Decision:
    text = "policy: p\nrules:\n" + "".join(f"  - {{id: r{at}, {rule}}}\n" for at, rule in enumerate(rules))
    host = Destination("llm.example", 443)
    facts = Facts(Stage.REQUEST, 0.0, Principal("10.0.0.1"), host, findings=findings)
    return decide(compile_policies(load_policies(text={"p.yaml": text}), {}), facts)


def test_what_no_rule_that_spoke_is_about_is_not_named() -> None:
    said = decided('match: {content: "pii.*"}, action: block', 'match: {content: "absent.*"}, action: block')
    assert said.about == About((CARD,))
    assert decided('match: {host: "llm.example"}, action: block').about == About()
    assert decided('match: {content: "absent.*"}, action: block').about == About()


def test_they_are_named_in_the_order_of_their_places_each_once() -> None:
    said = decided('match: {content: "pii.*"}, action: block', 'match: {content: "*"}, action: monitor')
    assert said.about.findings == (OTHER, CARD, KEY)


def test_only_the_first_are_named() -> None:
    many = tuple(Finding("secrets.key", "/a", at, at + 1) for at in reversed(range(MOST + 5)))
    said = decided('match: {content: "secrets.*"}, action: block, evidence: excerpt', findings=many)
    assert [one.start for one in said.about.findings] == list(range(MOST))
    assert said.about.excerpts == said.about.findings


def test_a_rule_in_shadow_is_about_something_too() -> None:
    said = decided('match: {content: "pii.*"}, action: block, mode: shadow, evidence: excerpt')
    assert said.default
    assert said.about == About((CARD,), (CARD,), 200)


def test_evidence_is_of_what_the_rules_that_ask_for_it_are_about() -> None:
    asking = 'match: {content: "pii.*"}, action: block, evidence: {excerpt: 50}'
    said = decided(asking, 'match: {content: "secrets.*"}, action: block')
    assert said.about == About((CARD, KEY), (CARD,), 50)
    wider = 'match: {content: "secrets.*"}, action: monitor, evidence: {excerpt: 300}'
    assert decided(asking, wider).about == About((CARD, KEY), (CARD, KEY), 300)


def test_a_lifted_rule_asks_for_nothing() -> None:
    asking = 'match: {content: "pii.*"}, action: block, evidence: excerpt, unless: {host: "llm.example"}'
    assert decided(asking).about == About()
