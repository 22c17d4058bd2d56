"""Policy files and the catalogue in, one immutable PolicySet out; or everything that does not fit, at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from quarterdeck.errors import Problem, Problems
from quarterdeck.model.decision import Action, Lifted, Obligation, Reason
from quarterdeck.model.service import Service
from quarterdeck.policy.bans import BanRule, ban_rules
from quarterdeck.policy.contents import content_tests, selecting
from quarterdeck.policy.dates import FOREVER, ends, read_zone, starts
from quarterdeck.policy.globs import compile_glob
from quarterdeck.policy.index import Index
from quarterdeck.policy.leaves_who import principal_term
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.match import Compiler
from quarterdeck.policy.names import Names
from quarterdeck.policy.places import Path
from quarterdeck.policy.ruleset import CompiledException, CompiledRule, PolicySet
from quarterdeck.policy.schema import Ban, Exemption, Policy, Rule
from quarterdeck.policy.term import both

__all__ = ["PolicySet", "compile_policies"]


def compile_policies(files: Sequence[PolicyFile], services: Mapping[str, Service]) -> PolicySet:
    """One policy of all files. Raises Problems."""
    names = Names(services)
    problems: list[Problem] = []
    rules: list[CompiledRule] = []
    exceptions: list[tuple[PolicyFile, Exemption, CompiledException]] = []
    for file in files:
        made, lifting = _compile_file(file, names, problems)
        rules += made
        exceptions += [(file, exemption, compiled) for exemption, compiled in lifting]
    problems += _repeated(rules)
    if problems:
        raise Problems(problems)
    rules = [_with_exceptions(rule, exceptions) for rule in rules]
    rules.sort(key=lambda rule: (-rule.action, rule.policy, rule.id, rule.reason.source, rule.reason.text))
    index = Index([rule.term.gates for rule in rules], names.owner)
    lifts = sorted((compiled for _, _, compiled in exceptions), key=lambda one: one.place)
    reads = frozenset().union(*(rule.reads for rule in rules))
    return PolicySet(
        _version(files, rules),
        tuple(rules),
        index,
        tuple(lifts),
        dict(services),
        reads,
        answer_heads=frozenset(number for number, rule in enumerate(rules) if rule.of_answer_heads),
        answer_bodies=frozenset(
            number for number, rule in enumerate(rules) if rule.of_answers and not rule.of_answer_heads
        ),
        redacts=any(rule.action is Action.REDACT for rule in rules),
        coaches=any(rule.action is Action.COACH for rule in rules),
    )


def _compile_file(
    file: PolicyFile, names: Names, problems: list[Problem]
) -> tuple[list[CompiledRule], list[tuple[Exemption, CompiledException]]]:
    policy = file.policy
    zone = read_zone(policy.tz)
    compiler = Compiler(file, names, zone, problems)
    rules = [_ban(ban, file) for ban in ban_rules(file, compiler, names)]
    rules += [_rule(rule, ("rules", number), file, compiler) for number, rule in enumerate(policy.rules)]
    exceptions = []
    for number, exemption in enumerate(policy.exceptions):
        path: Path = ("exceptions", number)
        terms = [principal_term(exemption.principal)]
        if exemption.match is not None:
            terms.append(compiler.match(exemption.match, (*path, "match")))
        lifted = Lifted(
            id=exemption.id,
            rule="",
            policy="",
            approved_by=exemption.approved_by,
            ticket=exemption.ticket,
            expires=exemption.expires,
            source=file.at(*path),
        )
        start, end = _span(exemption.from_, None if exemption.expires == "never" else exemption.expires, policy)
        term = both(terms)
        place = (file.name, *file.place(*path))
        exceptions.append((exemption, CompiledException(lifted, term, term.test, place, start, end)))
    return rules, exceptions


def _ban(ban: BanRule, file: PolicyFile) -> CompiledRule:
    start, end = _span(ban.entry.from_, ban.entry.until, file.policy)
    reason = _reason(ban.entry, ban.id, Action.BLOCK, ban.path, file)
    if not reason.text:
        reason = replace(reason, text=f"{ban.what[0].upper()}{ban.what[1:]} is banned.")
    return CompiledRule(
        id=ban.id,
        policy=file.policy.policy or "",
        action=Action.BLOCK,
        term=ban.term,
        test=ban.term.test,
        unless_term=None,
        unless=None,
        counts_unknown=True,
        shadow=reason.mode == "shadow",
        reason=reason,
        unknown=replace(reason, unknown=True),
        place=(file.name, *file.place(*ban.path)),
        start=start,
        end=end,
        is_ban=True,
    )


def _rule(rule: Rule, path: Path, file: PolicyFile, compiler: Compiler) -> CompiledRule:
    start, end = _span(rule.from_, rule.until, file.policy)
    action = Action[rule.action.upper()]
    term = compiler.match(rule.match, (*path, "match"))
    unless = compiler.match(rule.unless, (*path, "unless")) if rule.unless is not None else None
    tests = tuple(content_tests(rule.match))
    reason = _reason(rule, rule.id, action, path, file)
    if not reason.text:
        reason = replace(reason, text=rule.description or f"The rule {rule.id} gives no reason.")
    return CompiledRule(
        id=rule.id,
        policy=file.policy.policy or "",
        action=action,
        term=term,
        test=term.test,
        unless_term=unless,
        unless=unless.test if unless is not None else None,
        counts_unknown=rule.on_unknown == "match" if rule.on_unknown else action >= Action.REDACT,
        shadow=reason.mode == "shadow",
        reason=reason,
        unknown=replace(reason, unknown=True),
        place=(file.name, *file.place(*path)),
        start=start,
        end=end,
        obligations=tuple(Obligation("set-header", name, value) for name, value in sorted(rule.set_headers.items())),
        coach=rule.coach,
        redact=rule.redact,
        selects=selecting(tests) if tests else None,
        excerpt=rule.evidence.excerpt if rule.evidence is not None else 0,
    )


def _reason(words: Rule | Ban, id_: str, action: Action, path: Path, file: PolicyFile) -> Reason:
    shadow = words.mode == "shadow" or file.policy.mode == "shadow"
    return Reason(
        rule=id_,
        policy=file.policy.policy or "",
        action=action,
        text=words.reason,
        source=file.at(*path),
        mode="shadow" if shadow else "enforce",
        message=words.message,
        suggest=words.suggest,
        references=words.references or file.policy.references,
        severity=words.severity or "",
        tags=words.tags,
    )


def _span(first: str | None, last: str | None, policy: Policy) -> tuple[float, float]:
    """When a rule or an exception is in force: within its own dates and its policy's."""
    zone = read_zone(policy.tz)
    start = max((starts(text, zone) for text in (first, policy.from_) if text), default=-FOREVER)
    end = min((ends(text, zone) for text in (last, policy.until) if text), default=FOREVER)
    return start, end


def _with_exceptions(
    rule: CompiledRule, exceptions: Sequence[tuple[PolicyFile, Exemption, CompiledException]]
) -> CompiledRule:
    """The rule with the exceptions that lift it. Those of a policy in shadow lift nothing that is enforced."""
    applicable = [
        replace(compiled, lifted=replace(compiled.lifted, rule=rule.id, policy=rule.policy))
        for file, exemption, compiled in exceptions
        if (rule.shadow or file.policy.mode == "enforce")
        and any(names_rule(glob, file.policy.policy or "", rule) for glob in exemption.rules)
    ]
    if not applicable:
        return rule
    return replace(rule, exceptions=tuple(sorted(applicable, key=lambda one: (one.lifted.id, one.lifted.source))))


def names_rule(glob: str, policy: str, rule: CompiledRule) -> bool:
    """Whether a glob of an exception in `policy` names a rule; without a slash it is about its own policy's."""
    full = _plain(glob if "/" in glob else f"{policy}/{glob}")
    return compile_glob(full)(_plain(rule.name))


def _plain(name: str) -> str:
    return name.casefold().replace("_", "-")


def _repeated(rules: Sequence[CompiledRule]) -> list[Problem]:
    """Rules of one name in two files, which nothing could tell apart."""
    problems = []
    first: dict[str, CompiledRule] = {}
    for rule in sorted(rules, key=lambda rule: rule.place):
        before = first.setdefault(rule.name, rule)
        if before is not rule and not (before.is_ban and rule.is_ban):
            message = f"the rule {rule.name!r} stands already at {before.reason.source}"
            problems.append(Problem(*rule.place, message, "rename the rule or its policy", "duplicate-id"))
    return problems


def _version(files: Sequence[PolicyFile], rules: Sequence[CompiledRule]) -> str:
    """The first 16 hexadecimal digits of a SHA-256 over all that decides; no order of files shows in it."""
    resolved: dict[str, Any] = {rule.name: sorted(rule.term.services or ()) for rule in rules}
    content = [sorted(file.digest for file in files), sorted(resolved.items())]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
