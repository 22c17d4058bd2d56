"""Which rules speak on an exchange of which only a part was recorded: certainly, or only if what is missing says so.

Pure. What nobody could read at the time is unknown, as it was then; what was not recorded leaves both ways open.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from quarterdeck.model.decision import Action
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.ruleset import CompiledRule, PolicySet
from quarterdeck.policy.term import Term

_NONE: frozenset[str] = frozenset()
# What stands for all that a request will tell, on a connection.
REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule that speaks, or may. `hangs_on` are the facts that decide it and were not recorded; none: it speaks."""

    rule: CompiledRule
    action: Action
    hangs_on: frozenset[str] = _NONE


def weigh(policy: PolicySet, facts: Facts, among: Container[int] | None = None) -> list[Weighed]:
    """Every rule that speaks or may speak, the strictest first. `action` counts what the principal may go past.

    `among` are the numbers of the rules that are asked; all of them when left out.
    """
    found = []
    time, missing = facts.time, facts.unrecorded
    pending = facts.stage is Stage.CONNECTION
    for number in policy.index.find(facts):
        if among is not None and number not in among:
            continue
        rule = policy.rules[number]
        if not rule.start <= time < rule.end:
            continue
        value = rule.test(facts)
        if value is False:
            continue
        hangs_on = _NONE
        if value is None:
            hangs_on = _missing(rule.term, missing, pending)
            if not hangs_on and not rule.counts_unknown:
                continue
        if rule.unless is not None:
            value = rule.unless(facts)
            if value is True:
                continue
            if value is None and rule.unless_term is not None:
                hangs_on |= _missing(rule.unless_term, missing, pending)
        if rule.exceptions:
            lifted, doubts = _lifted(rule, facts, pending)
            if lifted:
                continue
            hangs_on |= doubts
        action = Action.MONITOR if rule.granted(facts.principal) else rule.action
        found.append(Weighed(rule, action, hangs_on))
    return found


def _missing(term: Term, missing: frozenset[str], pending: bool) -> frozenset[str]:
    """The facts for want of which a term may be unknown."""
    if pending:
        return frozenset({REQUESTS})
    return term.reads & missing


def _lifted(rule: CompiledRule, facts: Facts, pending: bool) -> tuple[bool, frozenset[str]]:
    """Whether an exception lifts a rule, and the facts for want of which one may."""
    doubts = _NONE
    for exception in rule.exceptions:
        if exception.start <= facts.time < exception.end:
            value = exception.test(facts)
            if value is True:
                return True, _NONE
            if value is None:
                doubts |= _missing(exception.term, facts.unrecorded, pending)
    return False, doubts


def bounds(weighed: list[Weighed]) -> tuple[Action, Action]:
    """The mildest and the strictest that these rules may come to, those in shadow left out."""
    enforced = [one for one in weighed if not one.rule.shadow]
    least = max((one.action for one in enforced if not one.hangs_on), default=Action.ALLOW)
    return least, max((one.action for one in enforced), default=Action.ALLOW)
