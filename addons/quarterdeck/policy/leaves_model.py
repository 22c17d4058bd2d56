"""Leaves about the model and its maker.

On a connection they are pending where a service can serve such a model: any service that serves the models of
others, and a vendor's own service unless the rule is about another vendor's models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quarterdeck.model.facts import Facts, Maker, Stage
from quarterdeck.model.service import Service
from quarterdeck.policy.globs import glob_set
from quarterdeck.policy.names import Names, vendor_names
from quarterdeck.policy.term import Term, term


def model_term(globs: Iterable[str], names: Names, named: bool) -> Term:
    """Whether any model that the exchange may be served by matches one of the globs."""
    globs = [glob.casefold() for glob in globs]
    matches = glob_set(globs)
    owners = frozenset(names.owner(glob) for glob in globs)

    def could_serve(service: Service) -> bool:
        return "" in owners or not owners.isdisjoint(vendor_names(service))

    def test(facts: Facts) -> bool | None:
        if facts.stage is Stage.CONNECTION:
            return _pending(facts, could_serve, named)
        if facts.models is None:
            return None
        return any(matches(model.casefold()) for model in facts.models)

    return term(test, "model", gates=frozenset(("model", glob) for glob in globs))


def model_vendor_term(vendors: Iterable[str], names: Names, named: bool) -> Term:
    """Whether the maker of any such model is one of these vendors."""
    wanted = frozenset(name for vendor in vendors for name in names.same_vendor(vendor))

    def could_serve(service: Service) -> bool:
        return not wanted.isdisjoint(vendor_names(service))

    return _maker_term(lambda maker: maker.vendor.casefold() in wanted, could_serve, named, "model_vendor")


def model_jurisdiction_term(countries: Iterable[str], named: bool) -> Term:
    """Whether the maker of any such model answers to one of these countries."""
    wanted = frozenset(countries)

    def could_serve(service: Service) -> bool:
        return any(entry.country in wanted for entry in service.jurisdictions)

    return _maker_term(lambda maker: maker.jurisdiction in wanted, could_serve, named, "model_jurisdiction")


def _maker_term(
    holds: Callable[[Maker], bool], could_serve: Callable[[Service], bool], named: bool, reads: str
) -> Term:
    def test(facts: Facts) -> bool | None:
        if facts.stage is Stage.CONNECTION:
            return _pending(facts, could_serve, named)
        if facts.makers is None:
            return None
        return any(holds(maker) for maker in facts.makers)

    return term(test, reads, gates=frozenset({("maker", "")}))


def _pending(facts: Facts, could_serve: Callable[[Service], bool], named: bool) -> bool | None:
    if named and not facts.candidates:
        return None
    for service, _ in facts.candidates:
        if service.models == "any" or (service.models == "own" and could_serve(service)):
            return None
    return False
