"""Decides. Every matching rule counts and the strictest wins; without a match the default rule answers.

Pure: no clock, no file, no socket, no chance. The order of rules cannot be told from a decision.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from quarterdeck.model.decision import NOTHING, Action, Decision, Inspection, Lifted, Obligation, Reason, Verdict
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.service import Host
from quarterdeck.policy.about import about
from quarterdeck.policy.redactions import redactions
from quarterdeck.policy.ruleset import CompiledRule, PolicySet

DEFAULT = Reason("default", "quarterdeck", Action.ALLOW, "No rule matched.", "quarterdeck")


def decide(policy: PolicySet, facts: Facts, among: Container[int] | None = None) -> Decision:
    """The decision on a request, or on what an answer says (ANSWER).

    `among` are the numbers of the rules that are asked; those that the stage is about when left out.
    """
    reasons: list[Reason] = []
    shadow: list[Reason] = []
    lifted: list[Lifted] = []
    spoke: list[CompiledRule] = []
    redacting: list[CompiledRule] = []
    finding: list[CompiledRule] = []
    doubtful = False
    time = facts.time
    if among is None and facts.stage is Stage.ANSWER:
        among = policy.answer_bodies
    for number in policy.index.find(facts):
        if among is not None and number not in among:
            continue
        rule = policy.rules[number]
        value = rule.test(facts)
        if value is False or (value is None and not rule.counts_unknown) or not rule.start <= time < rule.end:
            continue
        if rule.unless is not None and rule.unless(facts) is True:
            continue
        if rule.exceptions:
            by = [exception.lifted for exception in rule.exceptions if exception.holds(facts)]
            if by:
                lifted += by
                continue
        reason = rule.reason if value is True else rule.unknown
        if facts.findings and rule.selects is not None:
            finding.append(rule)
        if rule.shadow:
            shadow.append(reason)
        else:
            if rule.granted(facts.principal):
                reason = replace(reason, action=Action.MONITOR, granted=True)
            reasons.append(reason)
            if rule.obligations:
                spoke.append(rule)
            if rule.action is Action.REDACT:
                redacting.append(rule)
                doubtful = doubtful or value is None
    if facts.principal.granted:
        reasons.sort(key=lambda one: (-one.action, one.policy, one.rule))
    action = reasons[0].action if reasons else Action.ALLOW
    return Decision(
        action=action,
        reasons=tuple(reasons) or (DEFAULT,),
        policy_version=policy.version,
        default=not reasons,
        shadow=tuple(shadow),
        exceptions=tuple(lifted),
        obligations=_obligations(spoke) if spoke and action < Action.COACH else (),
        redactions=redactions(redacting, facts) if action is Action.REDACT and not doubtful else (),
        about=about(finding, facts) if finding else NOTHING,
    )


def _obligations(rules: list[CompiledRule]) -> tuple[Obligation, ...]:
    """Of two rules that set one header, the stricter wins, then the one whose name comes first."""
    kept: dict[str, Obligation] = {}
    for rule in rules:
        for obligation in rule.obligations:
            kept.setdefault(obligation.name.lower(), obligation)
    return tuple(kept[name] for name in sorted(kept))


def inspect(
    policy: PolicySet, facts: Facts, *, inspect_all: bool = False, inspect_shared: frozenset[str] = frozenset()
) -> Inspection:
    """Whether a connection must be read: INSPECT when a rule could matter to a request on it, else TUNNEL.

    Services on a shared host count only where the catalogue says `intercept` or `inspect_shared` lists the host
    (or a domain above it); a rule that names the host itself counts always.
    """
    for _, rule in _could_matter(policy, _without_shared(facts, inspect_shared)):
        if rule.action > Action.ALLOW:
            return Inspection(Verdict.INSPECT, rule.reason.source, rule.reason)
    if inspect_all:
        return Inspection(Verdict.INSPECT, "inspect: all")
    return Inspection(Verdict.TUNNEL, f"no rule governs {facts.destination.host}")


def inspects_answer(policy: PolicySet, facts: Facts) -> bool:
    """Whether more of an answer than its head must be read: a rule depends on it. What it will tell is unknown yet."""
    return any(
        rule.action > Action.ALLOW and number in policy.answer_bodies for number, rule in _could_matter(policy, facts)
    )


def refused_by_host(policy: PolicySet, facts: Facts) -> Reason | None:
    """The rule that forbids a connection by its names, principal and time alone, if there is one.

    For hosts whose requests are never read: a rule that needs more of the exchange cannot speak there, and what
    might have lifted this one cannot be known, so it does not.
    """
    for _, rule in _could_matter(policy, facts):
        if rule.action is Action.BLOCK and not rule.shadow and rule.test(facts) is True:
            return rule.reason
    return None


def _could_matter(policy: PolicySet, facts: Facts) -> Iterator[tuple[int, CompiledRule]]:
    for number in policy.index.find(facts):
        rule = policy.rules[number]
        if (
            rule.start <= facts.time < rule.end
            and rule.test(facts) is not False
            and (rule.unless is None or rule.unless(facts) is not True)
            and not any(exception.holds(facts) for exception in rule.exceptions)
        ):
            yield number, rule


def _without_shared(facts: Facts, inspect_shared: frozenset[str]) -> Facts:
    if not any(host.shared and not host.intercept for _, host in facts.candidates):
        return facts
    if _listed(facts.destination.host, inspect_shared):
        return facts
    kept = tuple((service, host) for service, host in facts.candidates if not _left_alone(host, inspect_shared))
    if len(kept) == len(facts.candidates):
        return facts
    return replace(facts, candidates=kept, artifact_host=facts.artifact_host and bool(kept))


def _left_alone(host: Host, inspect_shared: frozenset[str]) -> bool:
    return host.shared and not host.intercept and host.host not in inspect_shared


def _listed(host: str, domains: frozenset[str]) -> bool:
    while host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False
