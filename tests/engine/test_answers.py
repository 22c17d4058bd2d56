"""Answers: which must be read, and what is decided on them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterdeck.engine import (
    answer_facts,
    decide_on,
    judge_answer,
    judge_answer_head,
    reading,
)
from quarterdeck.model.content import Part
from quarterdeck.policy.evaluate import inspects_answer

from .exchanges import CANARY, CHAT, FINDING_KIT, GATEWAY, KIT, OPENAI, WEIGHTS, exchange, policy, said


@pytest.mark.parametrize(
    ("url", "text", "wanted"),
    [
        (GATEWAY, "ban: [{model: '*deepseek*'}]", True),
        # It serves its own models only.
        (OPENAI, "ban: [{model: '*deepseek*'}]", False),
        (OPENAI, "rules: [{id: r, match: {content: custom.canary, direction: answer}, action: block}]", True),
        (OPENAI, CANARY, False),
        (OPENAI, "rules: [{id: r, match: {opaque: too-large, direction: answer}, action: block}]", True),
        (OPENAI, "rules: [{id: r, match: {opaque: true, direction: request}, action: block}]", False),
    ],
)
def test_an_answer_is_wanted_where_a_rule_depends_on_it(url, text, wanted):
    rules = policy(text)
    facts = answer_facts(reading(exchange(url, said("a")), rules, FINDING_KIT), FINDING_KIT)
    assert inspects_answer(rules, facts) is wanted


def test_an_answer_is_judged_by_its_model_and_its_text():
    rules = policy("rules: [{id: r, match: {content: custom.canary, direction: answer}, action: block}]")
    facts = answer_facts(reading(exchange(GATEWAY, said("a")), rules, FINDING_KIT), FINDING_KIT)
    parts = (Part("/choices/0/message/content", "CANARY-1", "assistant"),)
    assert str(judge_answer(facts, (), parts, (), rules, FINDING_KIT).action) == "block"
    assert str(judge_answer(facts, (), parts[:0], (), rules, FINDING_KIT).action) == "allow"
    banned = policy("ban: [{model: '*deepseek*'}]")
    assert str(judge_answer(facts, ("deepseek/deepseek-r1",), (), (), banned, FINDING_KIT).action) == "block"


SMALL_WEIGHTS = "rules: [{id: r, match: {artifact: weights, size: '>1MB'}, action: block}]"


def test_no_model_is_expected_in_an_answer_where_nothing_was_said_to_one():
    rules = policy("rules: [{id: r, match: {host: www.example.org, model: 'x-*'}, action: block}]")
    page, chat = exchange("https://www.example.org/page"), exchange("https://www.example.org/v1/chat/completions", CHAT)
    wanted = [inspects_answer(rules, answer_facts(reading(asked, rules, KIT), KIT)) for asked in (page, chat)]
    assert wanted == [False, True]


@pytest.mark.parametrize(
    ("size", "action"), [(1_000_000, "allow"), (1_000_001, "block"), (None, "block"), (0, "allow")]
)
def test_a_download_is_judged_by_the_size_of_the_answer_and_by_that_alone(size, action):
    rules = policy(SMALL_WEIGHTS)
    asked = reading(exchange(WEIGHTS), rules, KIT)
    assert str(decide_on(asked, rules, KIT).action) == "allow"
    facts = replace(answer_facts(asked, KIT), size=size)
    assert str(judge_answer_head(facts, rules).action) == action
    # What its head has told is not asked of its body again.
    assert not inspects_answer(rules, facts)
    assert str(judge_answer(facts, (), (), (), rules, KIT).action) == "allow"


def test_the_size_of_a_request_is_not_asked_of_its_answer():
    rules = policy("rules: [{id: r, match: {model: 'gpt-*', size: '>1MB'}, action: block}]")
    asked = reading(exchange(GATEWAY, said("a")), rules, KIT)
    facts = answer_facts(asked, KIT)
    assert not inspects_answer(rules, facts)
    assert str(judge_answer(facts, ("gpt-4o",), (), (), rules, KIT).action) == "allow"
