"""Whether a decision can still depend on a body of which nothing has been read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quarterdeck.model.decision import Action
from quarterdeck.model.facts import Facts
from quarterdeck.policy.ruleset import CompiledRule, PolicySet
from quarterdeck.policy.values import ACTIVITIES

# What only a body tells: unknown without it, so that a rule that is False all the same stays False.
_TOLD = frozenset(("content", "model", "model_vendor", "model_jurisdiction", "size"))
# What is guessed without it: a rule may be False now and True once the body has been read.
_GUESSED = frozenset(("activity", "tool", "opaque"))
ANYTHING = _TOLD | _GUESSED


def hinges(policy: PolicySet, head: Facts, connection: Facts, told: Iterable[str] = ANYTHING) -> bool:
    """Whether reading the body could change what is decided.

    `head` is what is known of the request without it, `connection` what was known before the request. `told` are the
    facts that reading it would tell. Once a rule refuses whatever the body says, nothing hinges on it any more.
    """
    told = frozenset(told)
    found = False

    def others(guesses: frozenset[str]) -> Iterator[Facts]:
        """What reading the body could say instead."""
        for opaque in ((), head.opaque) if "opaque" in guesses else (head.opaque,):
            for activity in ACTIVITIES if "activity" in guesses else (head.activity,):
                yield replace(head, activity=activity, opaque=opaque)

    for number in {*policy.index.find(head), *policy.index.find(connection)}:
        rule = policy.rules[number]
        if not rule.in_force(head.time) or rule.reason.action is Action.ALLOW:
            continue
        if rule.reads.isdisjoint(told):
            if _refuses(rule, head):
                return False
        else:
            guesses = rule.reads & _GUESSED
            value = rule.test(head)
            if value is True and not guesses and _lifts(rule).isdisjoint(told):
                if _refuses(rule, head):
                    return False
            elif value is not False or any(rule.test(facts) is not False for facts in (connection, *others(guesses))):
                found = True
    return found


def _refuses(rule: CompiledRule, head: Facts) -> bool:
    return (
        rule.action >= Action.REDACT
        and not rule.shadow
        and not rule.granted(head.principal)
        and rule.test(head) is True
        and (rule.unless is None or rule.unless(head) is not True)
        and not any(exception.holds(head) for exception in rule.exceptions)
    )


def _lifts(rule: CompiledRule) -> frozenset[str]:
    """The facts that whatever lifts a rule needs."""
    terms = [one.term for one in rule.exceptions]
    if rule.unless_term is not None:
        terms.append(rule.unless_term)
    return frozenset().union(*(term.reads for term in terms))
