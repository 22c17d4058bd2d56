"""Which findings the rules that spoke are about, and round which of them they ask for evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from quarterdeck.model.decision import About
from quarterdeck.model.facts import Facts
from quarterdeck.model.finding import Finding
from quarterdeck.policy.ruleset import CompiledRule

MOST = 20
"""Findings of one decision that the log names one by one. It counts all of them."""


def about(rules: Sequence[CompiledRule], facts: Facts) -> About:
    """The first findings that these rules, all of which spoke, ask for, in the order of their places."""
    asking = [rule for rule in rules if rule.excerpt]
    return About(
        _first(rules, facts),
        _first(asking, facts) if asking else (),
        max((rule.excerpt for rule in asking), default=0),
    )


def _first(rules: Sequence[CompiledRule], facts: Facts) -> tuple[Finding, ...]:
    selects = [rule.selects for rule in rules if rule.selects is not None]
    wanted: Iterable[Finding] = (
        one for one in facts.findings or () if any(select(one, facts.file_types) for select in selects)
    )
    return tuple(nsmallest(MOST, wanted, key=lambda one: (one.part, one.start, one.end, one.detector)))
