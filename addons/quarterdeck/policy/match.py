"""Compiles a `match` into one term: keys are and, lists are or, and names of the catalogue become ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any

from quarterdeck.errors import Problem
from quarterdeck.policy import leaves_content, leaves_model, leaves_request, leaves_service, leaves_who
from quarterdeck.policy.grammar import JurisdictionTest, Match, Named
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.names import Names, Unknown
from quarterdeck.policy.places import Path
from quarterdeck.policy.term import Term, both, either, opposite


class Compiler:
    """Compiles the matches of one file; names that stand for nothing become problems at their place."""

    def __init__(self, file: PolicyFile, names: Names, zone: tzinfo, problems: list[Problem]) -> None:
        self._file, self._names, self._zone, self._problems = file, names, zone, problems

    def match(self, match: Match, path: Path, named: bool = False) -> Term:
        """The term of a match that stands at `path`. `named`: an enclosing mapping names the host."""
        named = named or match.host is not None or (match.url is not None and leaves_request.names_a_host(match.url))
        terms = [*self._of_service(match, path), *self._of_request(match, named)]
        for key, combine in (("any", either), ("all", both)):
            matches: tuple[Match, ...] | None = getattr(match, key + "_")
            if matches:
                inner = [self.match(one, (*path, key, number), named) for number, one in enumerate(matches)]
                terms.append(combine(inner))
        if match.not_ is not None:
            terms.append(opposite(self.match(match.not_, (*path, "not"), named)))
        return both(terms)

    def _of_service(self, match: Match, path: Path) -> Iterable[Term]:
        if match.service:
            yield self.named(match.service, self._names.service, (*path, "service"))
        if match.vendor:
            yield self.named(match.vendor, self._names.vendor, (*path, "vendor"))
        if match.category:
            yield self.named(match.category, self._names.category, (*path, "category"))
        if match.jurisdiction:
            yield self.jurisdiction(match.jurisdiction)

    @property
    def names(self) -> Names:
        """What names in rules stand for."""
        return self._names

    @property
    def zone(self) -> tzinfo:
        """The time zone of schedules that name none."""
        return self._zone

    def _of_request(self, match: Match, named: bool) -> Iterable[Term]:
        for key, compile_leaf in LEAVES:
            value = getattr(match, key)
            if value is not None:
                yield compile_leaf(self, value, named)

    def named(self, entries: tuple[Named, ...], look_up: Callable[[str], set[str]], path: Path) -> Term:
        """The term of names of services, vendors or categories that stand at `path`."""
        pairs: dict[str, leaves_service.Pair] = {}
        for number, entry in enumerate(entries):
            for index, name in enumerate(entry.is_):
                try:
                    ids = dict.fromkeys(look_up(name), True)
                except Unknown as unknown:
                    place = self._file.place(*path, number, "is", index)
                    self._problems.append(Problem(self._file.name, *place, str(unknown), unknown.hint, "unknown-name"))
                    continue
                found = leaves_service.values(ids, self._names.services, entry.certain)
                pairs = leaves_service.merge(pairs, found)
        return leaves_service.service_term(pairs, str(path[-1]))

    def jurisdiction(self, entries: tuple[JurisdictionTest, ...]) -> Term:
        """The term of countries."""
        pairs: dict[str, leaves_service.Pair] = {}
        for entry in entries:
            for country in entry.is_:
                ids = self._names.jurisdiction(country, entry.basis)
                pairs = leaves_service.merge(pairs, leaves_service.values(ids, self._names.services, entry.certain))
        return leaves_service.service_term(pairs, "jurisdiction")


_Leaf = Callable[[Compiler, Any, bool], Term]


def _alone(leaf: Callable[[Any], Term]) -> _Leaf:
    return lambda _own, value, _named: leaf(value)


def _staged(leaf: Callable[[Any, bool], Term]) -> _Leaf:
    return lambda _own, value, named: leaf(value, named)


def _by_name(leaf: Callable[[Any, Names, bool], Term]) -> _Leaf:
    return lambda own, value, named: leaf(value, own.names, named)


def _not_told(fact: str) -> _Leaf:
    return lambda _own, _value, named: leaves_request.unsupplied_term(fact, named)


# In the order of what costs least to ask.
LEAVES: tuple[tuple[str, _Leaf], ...] = (
    ("host", _alone(leaves_request.host_term)),
    ("method", _alone(leaves_request.method_term)),
    ("activity", _staged(leaves_request.activity_term)),
    ("artifact", _staged(leaves_request.artifact_term)),
    ("opaque", _staged(leaves_request.opaque_term)),
    ("direction", _alone(leaves_request.direction_term)),
    ("size", _staged(leaves_request.size_term)),
    ("tool", _staged(leaves_request.tool_term)),
    ("model", _by_name(leaves_model.model_term)),
    ("model_vendor", _by_name(leaves_model.model_vendor_term)),
    ("model_jurisdiction", _staged(leaves_model.model_jurisdiction_term)),
    ("principal", _alone(leaves_who.principal_term)),
    ("url", _alone(leaves_request.url_term)),
    ("schedule", lambda own, value, _named: leaves_who.schedule_term(value, own.zone)),
    ("tenant", _staged(leaves_content.tenant_term)),
    ("content", _staged(leaves_content.content_term)),
    ("client", _not_told("client")),
    ("unlisted_ai", _not_told("unlisted_ai")),
    ("budget", _not_told("budget")),
    ("extraction", _not_told("extraction")),
)
