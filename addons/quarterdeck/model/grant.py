"""Leave to go past a rule that coaches, given to one principal for a while once they have said why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """`who` is a keyed digest of the principal, `rule` its `policy/rule`, `incident` the request that was stopped.

    It was `given` at, and holds until before, these seconds since the epoch.
    """

    who: str
    rule: str
    incident: str
    given: float
    until: float
