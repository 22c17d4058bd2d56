"""How far rules reach: those that can match nothing, and what they catch or miss because of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from quarterdeck.errors import Problem
from quarterdeck.model.decision import Action
from quarterdeck.policy.ruleset import CompiledRule, PolicySet
from quarterdeck.policy.tri import never

_SHOWN = 12


def reach(policy: PolicySet, inspect_shared: frozenset[str]) -> Iterator[Problem]:
    """Problems with the reach of every rule."""
    seen: dict[str, CompiledRule] = {}
    for rule in policy.rules:
        yield from _never(rule)
        yield from _uncertain(rule)
        yield from _lifts_nothing(rule)
        yield from _shared(rule, policy, inspect_shared)
        first = seen.setdefault(rule.name, rule)
        if first is not rule:
            message = f"a ban of the id {rule.id!r} stands already at {first.reason.source}"
            yield Problem(*rule.place, message, "remove one, or give it an `id`", "duplicate-id", "warning")
    for exception in policy.exceptions:
        services = exception.term.services
        if services is not None and not any(services.values()):
            yield Problem(*exception.place, *_UNCERTAIN_ONLY, "never-lifts", "warning")


_UNCERTAIN_ONLY = (
    "lifts nothing: the catalogue is certain of none of the services that it is about",
    "write {is: NAME, certain: false} to lift the rule for uncertain entries too",
)


def _never(rule: CompiledRule) -> Iterator[Problem]:
    if rule.term.gates == frozenset() or rule.term.services == {} or rule.term.test is never:
        if rule.term.reads == {"jurisdiction"}:
            message, severity = (
                f"{rule.id!r} matches nothing: no service of the catalogue answers to that country",
                "note",
            )
        else:
            message, severity = f"{rule.id!r} can never match: nothing satisfies all of its keys", "warning"
        yield Problem(*rule.place, message, "", "never-matches", severity)


def _lifts_nothing(rule: CompiledRule) -> Iterator[Problem]:
    services = rule.unless_term.services if rule.unless_term is not None else None
    if services is not None and not any(services.values()):
        what, hint = _UNCERTAIN_ONLY
        yield Problem(*rule.place, f"`unless` of {rule.id!r} {what}", hint, "never-lifts", "warning")


def _uncertain(rule: CompiledRule) -> Iterator[Problem]:
    unsure = sorted(id_ for id_, certain in (rule.term.services or {}).items() if not certain)
    if unsure and rule.counts_unknown and rule.action > Action.MONITOR:
        message = f"{rule.id!r} catches these only because the catalogue is not certain of them: {_some(unsure)}"
        yield Problem(*rule.place, message, "write `certain: true` to leave them out", "uncertain-entries", "note")


def _shared(rule: CompiledRule, policy: PolicySet, inspect_shared: frozenset[str]) -> Iterator[Problem]:
    if rule.action <= Action.MONITOR or rule.shadow:
        return
    hosts = {
        host.host
        for id_ in rule.term.services or ()
        for host in policy.services[id_].hosts
        if host.shared and not host.intercept and not _under(host.host, inspect_shared)
    }
    if hosts:
        message = f"{rule.id!r} is not enforced on these hosts, which serve much else too: {_some(sorted(hosts))}"
        yield Problem(*rule.place, message, "list those that matter under `inspect_shared:`", "shared-hosts", "note")


def _under(host: str, domains: frozenset[str]) -> bool:
    return host in domains or any(host.endswith("." + domain) for domain in domains)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
