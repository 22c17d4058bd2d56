"""What of a record can change which rules speak on it. Traffic repeats itself, so that this need be asked only once."""

from __future__ import annotations

from bisect import bisect_right

from quarterdeck.config.recorded import Recorded
from quarterdeck.model.facts import Stage
from quarterdeck.policy.ruleset import PolicySet

# What differs from request to request: the path, the clock and the size.
_VARYING = frozenset(("url", "schedule", "size", "tenant.workspace", "tenant.organization", "tenant.project"))


class Situation:
    """Tells the situations of records apart.

    `steady` are the numbers of the rules for which a situation is all, `varying` those to be asked of each request.
    """

    def __init__(self, policy: PolicySet) -> None:
        numbered = list(enumerate(policy.rules))
        self.varying = frozenset(number for number, rule in numbered if not rule.reads.isdisjoint(_VARYING))
        self.steady = frozenset(number for number, _ in numbered) - self.varying
        self._people = any(read.startswith("principal.") for read in policy.reads) or policy.coaches
        self._clock = "schedule" in policy.reads
        turns = {moment for rule in policy.rules for moment in (rule.start, rule.end)}
        turns |= {moment for lift in policy.exceptions for moment in (lift.start, lift.end)}
        self._turns = sorted(turns)

    def of(self, was: Recorded) -> tuple[object, ...]:
        """Records of one situation are alike to every steady rule. Which services are possible goes with the host."""
        facts = was.facts
        who, there = facts.principal, facts.destination
        by_clock = self._clock and facts.stage is Stage.CONNECTION
        return (
            facts.stage,
            there.host,
            there.port,
            there.scheme,
            facts.service.id if facts.service is not None else None,
            facts.method,
            facts.activity,
            facts.format,
            facts.models,
            facts.artifact,
            facts.opaque,
            was.counted,
            facts.unrecorded,
            facts.time if by_clock else bisect_right(self._turns, facts.time),
            (who.client, who.user, who.granted) if self._people else None,
        )
