"""What no answer gets back unless the decision on its request says so: secrets, and what a rule takes out for good."""

from __future__ import annotations

from collections.abc import Iterable

from quarterdeck.model.decision import Action
from quarterdeck.model.finding import SECRETS, Finding
from quarterdeck.policy.ruleset import PolicySet
from quarterdeck.redact.placeholder import type_of


def withheld(policy: PolicySet, detectors: Iterable[str]) -> frozenset[str]:
    """The kinds of placeholders, of what these detectors find, that an answer does not get back by itself.

    A rule is asked about no service: what one of them takes out for good, a service that remembers may say again.
    """
    rules = [rule for rule in policy.rules if rule.action is Action.REDACT and rule.redact and not rule.redact.restore]
    selects = [rule.selects for rule in rules if rule.selects is not None]
    return frozenset(
        type_of(id_)
        for id_ in detectors
        if id_.startswith(SECRETS) or any(select(Finding(id_, "", 0, 0), ()) for select in selects)
    )
