"""When a rule and an exception are in force, and how a rule is found by its name."""

from __future__ import annotations

import pytest

from quarterdeck.policy.ruleset import PolicySet
from tests.policy.catalogue import TUESDAY, compiled, request

DAY = 86_400.0
# 2026-11-24 in Berlin is from 23:00 to 23:00 UTC.
FIRST, LAST = TUESDAY - 11 * 3600, TUESDAY + 13 * 3600
DATED = """
policy: p
tz: Europe/Berlin
rules:
  - {id: r, match: {host: a.example}, action: block, from: 2026-11-24, until: 2026-11-24}
  - {id: always, match: {host: a.example}, action: monitor}
exceptions:
  - id: e
    rules: ["*"]
    principal: {cidr: 10.0.0.0/8}
    match: {model: m}
    from: 2026-11-24
    expires: 2026-11-24
"""
POLICY = compiled(DATED)


@pytest.mark.parametrize(
    ("time", "holds"),
    [(FIRST - 1, False), (FIRST, True), (TUESDAY, True), (LAST - 1, True), (LAST, False), (LAST + 400 * DAY, False)],
)
def test_a_day_is_in_force_from_its_first_moment_to_before_its_last(time, holds):
    rule, always = POLICY.rule("p/r"), POLICY.rule("p/always")
    assert (rule.in_force(time), always.in_force(time)) == (holds, True)
    (exception,) = POLICY.exceptions
    assert exception.holds(request("a.example", time=time, models=("m",))) is holds


@pytest.mark.parametrize(("models", "holds"), [(("m",), True), (("n",), False), ((), False), (None, False)])
def test_an_exception_holds_only_when_it_is_known_to(models, holds):
    (exception,) = POLICY.exceptions
    assert exception.holds(request("a.example", models=models)) is holds


def test_a_rule_is_found_by_its_policy_and_id():
    rule = POLICY.rule("p/r")
    assert (rule.name, rule.id, rule.policy, rule.place) == ("p/r", "r", "p", ("0.yaml", 5, 5))
    assert [POLICY.rule(name) for name in ("r", "p/", "q/r", "P/r")] == [None] * 4


def test_what_was_compiled_cannot_be_changed():
    with pytest.raises(AttributeError):
        POLICY.version = "other"
    assert isinstance(POLICY, PolicySet)
