"""An answer is held back only where something may have to be taken out of it, and only so far as that can be long."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.near import Near
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import answer_facts, reading
from quarterdeck.engine.holding import LEAST, MOST, held_back

from .exchanges import FINDING_KIT, OPENAI, exchange, policy, said


@pytest.mark.parametrize(
    ("match", "wanted"),
    [
        ("match: {content: custom.canary, direction: answer}, action: redact", True),
        ("match: {content: custom.canary, direction: answer, host: elsewhere.example}, action: redact", False),
        ("match: {content: custom.canary, direction: answer}, action: block", False),
        ("match: {content: custom.canary, direction: answer}, action: redact, mode: shadow", False),
        ("match: {content: custom.canary}, action: redact", False),
        # It says nothing of what would have to be taken out.
        ("match: {opaque: binary, direction: answer}, action: redact", False),
    ],
)
def test_an_answer_is_held_back_where_a_rule_wants_something_taken_out_of_it(match, wanted):
    rules = policy(f"rules: [{{id: r, {match}}}]")
    facts = answer_facts(reading(exchange(OPENAI, said("a")), rules, FINDING_KIT), FINDING_KIT)
    assert (held_back(facts, rules, FINDING_KIT) is not None) is wanted


class Anything:
    """A finder, of which nobody knows how much it finds."""

    id = "custom.finder"
    sign = b""
    confidence = 1.0

    def maybe(self, data):
        return False

    def spans(self, text, data):
        yield from ()


@pytest.mark.parametrize(
    ("content", "characters"),
    [
        ("custom.short", LEAST),
        ("custom.long", 80),
        ("custom.near", 40 + 30 + 5),
        ("custom.endless", MOST),
        ("custom.finder", MOST),
        ("[custom.short, custom.long]", 80),
        # Nothing finds this.
        ("{detector: custom.long, min_confidence: 0.9}", LEAST),
    ],
)
def test_as_much_is_held_back_as_what_is_looked_for_can_be_long(content, characters):
    patterns = (
        Pattern("custom.endless", "a+"),
        Pattern("custom.long", "a{40}", confidence=0.8),
        Pattern("custom.near", "a{20}", near=Near(("bird", "nest"), 30)),
        Pattern("custom.short", "a{3}"),
    )
    kit = replace(FINDING_KIT, detectors=Detectors(patterns, (Anything(),)))
    rules = policy(f"rules: [{{id: r, match: {{content: {content}, direction: answer}}, action: redact}}]")
    facts = answer_facts(reading(exchange(OPENAI, said("a")), rules, kit), kit)
    assert held_back(facts, rules, kit) == characters
    assert held_back(facts, rules, replace(kit, detectors=Detectors((Pattern("custom.none", "a+"),)))) == LEAST


def test_detectors_that_a_reload_has_replaced_are_let_go():
    rules = policy("rules: [{id: r, match: {content: custom.canary, direction: answer}, action: redact}]")
    kit = replace(FINDING_KIT, detectors=Detectors((Pattern("custom.canary", "CANARY-[0-9]+"),)))
    facts = answer_facts(reading(exchange(OPENAI, said("a")), rules, kit), kit)
    assert held_back(facts, rules, kit) == held_back(facts, rules, kit) == MOST
    kept = ref(kit.detectors)
    del kit
    gc.collect()
    assert kept() is None
