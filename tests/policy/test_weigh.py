"""What is certain is what is decided whatever the missing facts are; what hangs on them says on which."""

from __future__ import annotations

import pytest

from quarterdeck.model.decision import Action
from quarterdeck.model.principal import Principal
from quarterdeck.policy.weigh import REQUESTS, bounds, weigh
from tests.policy.catalogue import compiled, connection, request

KEY = "tenant: {key: 'sha256:ab'}"


def rule(match: str, more: str = "action: block", rest: str = ""):
    return compiled(f"policy: p\nrules: [{{id: r, match: {{{match}}}, {more}}}]\n{rest}\n")


def weighed(policy, **facts):
    return [(one.action, set(one.hangs_on)) for one in weigh(policy, request("chatgpt.com", **facts))]


def missing(*names: str):
    return {"unrecorded": frozenset(names)}


def test_a_rule_that_reads_only_what_is_there_speaks():
    assert weighed(rule("service: chatgpt"), **missing("tenant.key")) == [(Action.BLOCK, set())]


def test_a_rule_that_is_false_whatever_is_missing_is_silent():
    assert weighed(rule(f"service: claude, {KEY}"), **missing("tenant.key")) == []


@pytest.mark.parametrize("match", [f"service: chatgpt, {KEY}", f"service: chatgpt, not: {{{KEY}}}"])
def test_a_rule_that_a_missing_fact_decides_hangs_on_it(match):
    assert weighed(rule(match), **missing("tenant.key")) == [(Action.BLOCK, {"tenant.key"})]


def test_what_nobody_could_read_then_counts_as_it_did_then():
    match = "model: '*'"
    assert weighed(rule(match), models=None) == [(Action.BLOCK, set())]
    assert weighed(rule(match, "action: monitor"), models=None) == []
    assert weighed(rule(match, "action: monitor"), models=None, **missing("model")) == [(Action.MONITOR, {"model"})]


def test_what_may_lift_a_rule_leaves_it_open():
    unless = f"action: block, unless: {{{KEY}}}"
    assert weighed(rule("service: chatgpt", unless)) == [(Action.BLOCK, set())]
    assert weighed(rule("service: chatgpt", unless), **missing("tenant.key")) == [(Action.BLOCK, {"tenant.key"})]
    lab = "exceptions: [{id: lab, rules: ['*'], principal: {groups: x}, expires: never, approved_by: x}]"
    assert weighed(rule("service: chatgpt", rest=lab)) == [(Action.BLOCK, set())]
    assert weighed(rule("service: chatgpt", rest=lab), **missing("principal.groups")) == [
        (Action.BLOCK, {"principal.groups"})
    ]


def test_what_lifts_a_rule_for_certain_silences_it():
    who = {"principal": Principal("10.0.0.7", "ada", frozenset({"x"}))}
    lab = "exceptions: [{id: lab, rules: ['*'], principal: {groups: x}, expires: never, approved_by: x}]"
    assert weighed(rule("service: chatgpt", rest=lab), **who) == []
    assert weighed(rule("service: chatgpt", "action: block, unless: {principal: {groups: x}}"), **who) == []


def test_a_rule_out_of_its_dates_is_silent():
    assert weighed(rule("service: chatgpt", "action: block, from: 2030-01-01")) == []
    late = "exceptions: [{id: lab, rules: ['*'], principal: any, expires: 2020-01-01, approved_by: x}]"
    assert weighed(rule("service: chatgpt", rest=late)) == [(Action.BLOCK, set())]


def test_a_granted_rule_monitors():
    who = {"principal": Principal("10.0.0.7", granted=frozenset({"p/r"}))}
    assert weighed(rule("service: chatgpt", "action: coach"), **who) == [(Action.MONITOR, set())]


def test_on_a_connection_all_that_requests_will_tell_is_missing():
    policy = rule("service: chatgpt, activity: chat")
    assert [one.hangs_on for one in weigh(policy, connection("chatgpt.com"))] == [{REQUESTS}]
    assert [one.hangs_on for one in weigh(rule("service: chatgpt"), connection("chatgpt.com"))] == [frozenset()]


def test_only_the_rules_that_are_asked_are_weighed():
    policy = rule("service: chatgpt")
    assert weigh(policy, request("chatgpt.com"), frozenset()) == []
    assert len(weigh(policy, request("chatgpt.com"), {0})) == 1


def test_the_bounds_are_what_is_certain_and_all_that_may_be_without_what_is_in_shadow():
    policy = compiled(
        f"""policy: p
rules:
  - {{id: a, match: {{service: chatgpt}}, action: monitor}}
  - {{id: b, match: {{service: chatgpt, {KEY}}}, action: coach}}
  - {{id: c, match: {{service: chatgpt}}, action: block, mode: shadow}}
"""
    )
    found = weigh(policy, request("chatgpt.com", **missing("tenant.key")))
    assert bounds(found) == (Action.MONITOR, Action.COACH)
    assert bounds([]) == (Action.ALLOW, Action.ALLOW)
