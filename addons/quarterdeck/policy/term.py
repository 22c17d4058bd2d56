"""A compiled piece of a `match`: its test, what must hold for it to matter, and what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.tri import Test, all_of, always, any_of, negate, never

# A gate is a way in which a rule can come to matter: ("service", id), ("host", pattern), ("artifact", ""),
# ("model", glob), ("maker", ""). A rule is asked only about exchanges that pass one of its gates.
Gate = tuple[str, str]
_RANK = {"service": 0, "host": 1, "artifact": 2, "model": 3, "maker": 4}


@dataclass(frozen=True, slots=True)
class Term:
    """`gates` is None when nothing can be said beforehand, so that the term must always be asked.

    `reads` names the facts that it needs ("principal.groups"). `services` maps the ids that it can be about to
    whether the catalogue is certain of them, or is None when it is not about services.
    """

    test: Test
    gates: frozenset[Gate] | None = None
    reads: frozenset[str] = frozenset()
    services: dict[str, bool] | None = None


def term(test: Test, *reads: str, gates: frozenset[Gate] | None = None) -> Term:
    """A term that reads these facts."""
    return Term(test, gates, frozenset(reads))


ALWAYS = Term(always)
NEVER = Term(never, frozenset())


def both(terms: Sequence[Term]) -> Term:
    """All must hold: one set of gates suffices, and the most selective is taken."""
    if len(terms) == 1:
        return terms[0]
    gated = [part.gates for part in terms if part.gates is not None]
    services = [part.services for part in terms if part.services is not None]
    common: dict[str, bool] | None = None
    if services:
        ids = set(services[0]).intersection(*services[1:])
        common = {id_: all(part[id_] for part in services) for id_ in ids}
    return Term(
        all_of([part.test for part in terms]),
        min(gated, key=_cost) if gated else None,
        frozenset().union(*(part.reads for part in terms)),
        common,
    )


def either(terms: Sequence[Term]) -> Term:
    """One must hold: the gates of all count, and none if one has none."""
    if len(terms) == 1:
        return terms[0]
    gates: set[Gate] | None = set()
    services: dict[str, bool] = {}
    for part in terms:
        gates = None if gates is None or part.gates is None else gates | part.gates
        for id_, certain in (part.services or {}).items():
            services[id_] = services.get(id_, False) or certain
    return Term(
        any_of([part.test for part in terms]),
        None if gates is None else frozenset(gates),
        frozenset().union(*(part.reads for part in terms)),
        None if any(part.services is None for part in terms) else services,
    )


def opposite(part: Term) -> Term:
    """The term that holds where this one does not. Nothing can be said beforehand of where that is."""
    return Term(negate(part.test), None, part.reads)


def _cost(gates: frozenset[Gate]) -> tuple[int, int]:
    return max((_RANK[kind] for kind, _ in gates), default=-1), len(gates)


def pending_with_service(test: Test, named: bool) -> Test:
    """On a connection a fact of the request is pending where an AI service is, and False elsewhere.

    `named` is True when the rule names the host itself: it is then pending on every host that the rule names.
    """

    def staged(facts: Facts) -> bool | None:
        if facts.stage is not Stage.CONNECTION:
            return test(facts)
        return None if named or facts.candidates or facts.artifact_host else False

    return staged
