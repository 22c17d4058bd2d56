"""The hosts that rules make the proxy intercept which it would otherwise tunnel, and the rule responsible for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from quarterdeck.config.compose import World
from quarterdeck.config.schema import Config
from quarterdeck.engine import connection_facts
from quarterdeck.model.decision import Action, Reason, Verdict
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import Host, Service
from quarterdeck.policy.evaluate import inspect
from quarterdeck.policy.globs import is_glob
from quarterdeck.services.artifact import serves_artifacts
from quarterdeck.services.match import literal_tail

_HOUR = 3600.0
_WEEK = 7 * 24
# A name that no list holds: what governs it governs every host.
_ANY = "quarterdeck-check.invalid"


@dataclass(frozen=True, slots=True)
class Governed:
    """A host, or a pattern of hosts, that is intercepted; `match` is "exact", "suffix", "regex", "glob" or "list"."""

    host: str
    match: str
    services: tuple[str, ...]
    rule: str
    because: str

    @property
    def shown(self) -> str:
        """The host as the table shows it."""
        return f"*.{self.host}" if self.match == "suffix" else self.host

    def as_json(self) -> dict[str, Any]:
        """The row as plain data."""
        return {
            "host": self.host,
            "match": self.match,
            "services": list(self.services),
            "verdict": Verdict.INSPECT.value,
            "rule": self.rule,
            "because": self.because,
        }


def governed(world: World, config: Config, now: float) -> list[Governed]:
    """The rows, by host. Empty under `inspect: all`, which intercepts everything anyway.

    `now` (seconds since the epoch) decides which rules are in force; a rule with a schedule counts when it holds at
    any hour of the week that begins then. Nothing is known of the client.
    """
    if config.inspect == "all":
        return []
    scheduled = any("schedule" in rule.term.reads for rule in world.policy.rules)
    times = [now + hour * _HOUR for hour in range(_WEEK if scheduled else 1)]
    rows: dict[tuple[str, str], Governed] = {}
    for host, match, facts, services in (*_catalogue(world), *_named(world), *_listed(world)):
        if (host, match) in rows or world.never_inspect.covers(facts.destination.host):
            continue
        reason = _responsible(world, facts, times)
        if reason is not None:
            rows[host, match] = Governed(host, match, services, reason.id, reason.source)
    return sorted(rows.values(), key=lambda row: (row.host, row.match))


def _responsible(world: World, facts: Facts, times: list[float]) -> Reason | None:
    for time in times:
        found = inspect(world.policy, replace(facts, time=time), inspect_shared=world.kit.inspect_shared)
        if found.verdict is Verdict.INSPECT:
            return found.reason
    return None


_Row = tuple[str, str, Facts, tuple[str, ...]]


def _catalogue(world: World) -> Iterator[_Row]:
    for service in world.kit.catalog.services.values():
        for host in service.hosts:
            facts = _facts(world, literal_tail(host.host) if host.match == "regex" else host.host)
            if host.match == "regex":
                facts = _only(facts, service, host)
            yield host.host, host.match, facts, tuple(service.id for service, _ in facts.candidates)


def _named(world: World) -> Iterator[_Row]:
    """The hosts that rules name themselves."""
    for rule in world.policy.rules:
        for kind, pattern in sorted(rule.term.gates or ()) if rule.action > Action.ALLOW else ():
            if kind != "host":
                continue
            host = pattern.removeprefix("=")
            if is_glob(pattern):
                sample = host.replace("*", "x").replace("?", "x")
                yield host, "glob", _facts(world, sample), ()
            else:
                facts = _facts(world, host)
                services = tuple(service.id for service, _ in facts.candidates)
                yield host, "exact" if pattern.startswith("=") else "suffix", facts, services


def _listed(world: World) -> Iterator[_Row]:
    """The lists of domains that bans name, a row each, and every host when a rule names none."""
    for file in world.files:
        for name, domains in file.domains.items():
            sample = next(iter(domains.names), None)
            if sample is not None:
                yield f"{name} ({len(domains):,} domains)", "list", _facts(world, sample), ()
    yield "every other host", "any", _facts(world, _ANY), ()


def _facts(world: World, host: str) -> Facts:
    return connection_facts(Destination(host, 443), Principal(""), 0.0, world.kit)


def _only(facts: Facts, service: Service, host: Host) -> Facts:
    return replace(facts, candidates=((service, host),), artifact_host=serves_artifacts(service))
