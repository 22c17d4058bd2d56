"""Leaves about the service: which one, whose, of what kind, under whose law. Resolved to ids when compiled.

An entry that the catalogue marks uncertain is unknown, unless the rule says what to make of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.service import Service
from quarterdeck.policy.term import Term
from quarterdeck.policy.tri import Test

# What a service id means: (its value at a certain host, its value at an uncertain host).
Pair = tuple[bool | None, bool | None]


def values(ids: Mapping[str, bool], services: Mapping[str, Service], certain: bool | None) -> dict[str, Pair]:
    """The values of ids, each with whether the catalogue is certain that it belongs there."""
    found: dict[str, Pair] = {}
    for id_, belongs in ids.items():
        sure = belongs and not services[id_].uncertain
        if certain is False:
            found[id_] = (True, True)
        elif sure:
            found[id_] = (True, None if certain is None else False)
        elif certain is None:
            found[id_] = (None, None)
    return found


def merge(one: dict[str, Pair], other: dict[str, Pair]) -> dict[str, Pair]:
    """Either: of two values of one id, the truer."""
    merged = dict(one)
    for id_, pair in other.items():
        before = merged.get(id_, (False, False))
        merged[id_] = (_truer(before[0], pair[0]), _truer(before[1], pair[1]))
    return merged


def _truer(one: bool | None, other: bool | None) -> bool | None:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def service_term(pairs: dict[str, Pair], reads: str) -> Term:
    """The term that asks whether the service is one of these."""
    gates = frozenset(("service", id_) for id_ in pairs)
    return Term(_test(pairs), gates, frozenset({reads}), {id_: pair[0] is True for id_, pair in pairs.items()})


def _test(pairs: dict[str, Pair]) -> Test:
    get = pairs.get

    def test(facts: Facts) -> bool | None:
        if facts.stage is Stage.CONNECTION:
            return _on_connection(pairs, facts)
        service = facts.service
        if service is None:
            return False
        pair = get(service.id)
        if pair is None:
            return False
        sure, unsure = pair
        return sure if sure is unsure or not _uncertain_host(facts, service) else unsure

    return test


def _on_connection(pairs: dict[str, Pair], facts: Facts) -> bool | None:
    """True when it holds for every service that the names leave possible, False when for none."""
    true = false = False
    for service, host in facts.candidates:
        pair = pairs.get(service.id)
        value = pair[host.uncertain] if pair is not None else False
        if value is None or (value is True and host.shared):
            return None
        true, false = true or value, false or not value
        if true and false:
            return None
    return true


def _uncertain_host(facts: Facts, service: Service) -> bool:
    for candidate, host in facts.candidates:
        if candidate.id == service.id:
            return host.uncertain
    return False
