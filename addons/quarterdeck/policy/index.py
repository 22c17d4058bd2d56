"""Finds the few rules that an exchange can concern, among thousands, by what each cannot match without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import merge

from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.globs import GlobTable
from quarterdeck.policy.hosts import HostTable
from quarterdeck.policy.names import vendor_names
from quarterdeck.policy.term import Gate

Numbers = tuple[int, ...]


class Index:
    """Built over rules in their final order; answers with their numbers, ascending, each once."""

    __slots__ = ("_all_models", "_always", "_artifact", "_hosts", "_maker", "_models", "_owned", "_service")

    def __init__(self, gates: Sequence[frozenset[Gate] | None], owner: Callable[[str], str]) -> None:
        """`owner` says whose models a glob is about, "" when anybody's (see policy.names)."""
        always, artifact, maker, models = [], [], [], []
        service: dict[str, list[int]] = {}
        owned: dict[str, list[int]] = {}
        hosts, globs = [], []
        for number, ways in enumerate(gates):
            if ways is None:
                always.append(number)
                continue
            for kind, key in ways:
                if kind == "service":
                    service.setdefault(key, []).append(number)
                elif kind == "host":
                    hosts.append((key, number))
                elif kind == "model":
                    globs.append((key, number))
                    models.append(number)
                    owned.setdefault(owner(key), []).append(number)
                elif kind == "artifact":
                    artifact.append(number)
                else:
                    maker.append(number)
        self._always, self._artifact = _unique(always), _unique(artifact)
        self._maker, self._all_models = _unique(maker), _unique(models)
        self._service = {key: _unique(numbers) for key, numbers in service.items()}
        self._owned = {key: _unique(numbers) for key, numbers in owned.items()}
        self._hosts, self._models = HostTable(hosts), GlobTable(globs)

    def find(self, facts: Facts) -> Iterable[int]:
        """The numbers of all rules that could be True or unknown for these facts, ascending."""
        found: list[Sequence[int]] = [self._always] if self._always else []
        if self._hosts:
            hosts = self._hosts.matches(facts.destination.host)
            if hosts:
                found.append(sorted(hosts))
        if facts.stage is Stage.CONNECTION:
            self._on_connection(facts, found)
            return _lazily(found)
        self._on_request(facts, found)
        return sorted(set().union(*found)) if found else ()

    def _on_request(self, facts: Facts, found: list[Sequence[int]]) -> None:
        if facts.service is not None and (numbers := self._service.get(facts.service.id)):
            found.append(numbers)
        if self._artifact and facts.artifact is not None:
            found.append(self._artifact)
        if self._all_models:
            if facts.models is None:
                found.append(self._all_models)
            elif facts.models:
                found += [sorted(self._models.matches(model.casefold())) for model in facts.models]
        if self._maker and facts.makers != ():
            found.append(self._maker)

    def _on_connection(self, facts: Facts, found: list[Sequence[int]]) -> None:
        if self._artifact and facts.artifact_host:
            found.append(self._artifact)
        if facts.candidates and self._maker:
            found.append(self._maker)
        for service, _ in facts.candidates:
            if numbers := self._service.get(service.id):
                found.append(numbers)
            if not self._all_models or service.models == "none":
                continue
            if service.models == "any":
                found.append(self._all_models)
            else:
                found += [self._owned[name] for name in ("", *vendor_names(service)) if name in self._owned]


def _unique(numbers: Iterable[int]) -> Numbers:
    return tuple(sorted(set(numbers)))


def _lazily(found: list[Sequence[int]]) -> Iterable[int]:
    before = -1
    for number in merge(*found):
        if number != before:
            before = number
            yield number
