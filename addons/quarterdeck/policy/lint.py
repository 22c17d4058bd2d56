"""Says what is right in form and probably wrong in effect, file by file and for all rules together.

Severity "error": the rules should not go into force. "warning": look at it. "note": true, and good to know.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from quarterdeck.errors import Problem, did_you_mean
from quarterdeck.model.decision import Action
from quarterdeck.model.service import members
from quarterdeck.policy.compile import PolicySet, names_rule
from quarterdeck.policy.globs import compile_glob
from quarterdeck.policy.grammar import ContentTest
from quarterdeck.policy.lint_dates import dates
from quarterdeck.policy.lint_reach import reach
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.names import Names
from quarterdeck.policy.places import Path
from quarterdeck.policy.ruleset import CompiledRule

# The facts that something supplies today.
SUPPLIED = frozenset(
    {
        "service",
        "vendor",
        "category",
        "jurisdiction",
        "model",
        "model_vendor",
        "model_jurisdiction",
        "host",
        "url",
        "method",
        "activity",
        "artifact",
        "tool",
        "content",
        "principal.cidr",
        "schedule",
        "opaque",
        "size",
        "direction.request",
        "direction.answer",
        "tenant.workspace",
        "tenant.organization",
        "tenant.project",
        "tenant.plan",
        "tenant.key",
    }
)
_REMEDY = {
    "principal.users": "nothing identifies users yet; use `cidr`",
    "principal.groups": "no directory tells groups yet; use `cidr`",
    "principal.devices": "nothing identifies devices yet; use `cidr`",
}


def standing(files: Sequence[PolicyFile], policy: PolicySet, shared: frozenset[str], now: float) -> list[Problem]:
    """What whoever runs the proxy should know while these rules are in force: terms that end, bans that fall short."""
    found = [problem for file in files for problem in dates(file, now) if problem.code in ("expired", "expiring")]
    return sorted(found + [problem for problem in reach(policy, shared) if problem.code == "shared-hosts"])


def lint(
    files: Sequence[PolicyFile],
    policy: PolicySet,
    *,
    sources: Collection[str] = SUPPLIED,
    inspect_shared: frozenset[str] = frozenset(),
    makers: Collection[str] = (),
    detectors: Collection[str] = (),
    now: float | None = None,
) -> list[Problem]:
    """What to look at in files that load and compile, in the order of files and lines.

    `sources` are the facts that something supplies, `makers` the vendors of models.yaml, `detectors` the ids of those
    that are loaded, `now` seconds since the epoch (the clock when None).
    """
    moment = time.time() if now is None else now
    names = Names(policy.services)
    found = list(reach(policy, inspect_shared))
    for file in files:
        found += dates(file, moment)
        found += _missing(file)
        found += _unsupplied(file, frozenset(sources), detectors)
        found += _idle_exceptions(file, policy)
        found += _words(file, policy, names, makers)
    found += _allows(files, policy)
    return sorted(set(found))


def _problem(file: PolicyFile, path: Path, message: str, hint: str, code: str, severity: str = "warning") -> Problem:
    return Problem(file.name, *file.place(*path), message, hint, code, severity)


def _missing(file: PolicyFile) -> Iterator[Problem]:
    policy = file.policy
    if policy.policy is None:
        return
    if not policy.owner:
        yield _problem(file, ("policy",), "the policy has no owner", "add `owner: who@example.org`", "no-owner")
    if not policy.cases and (policy.ban or policy.rules):
        hint = "add `cases:`, one that a rule catches and one that it must not"
        yield _problem(file, ("policy",), "the policy has no cases that prove it", hint, "no-cases", "note")
    for number, rule in enumerate(policy.rules):
        if not rule.reason:
            message = f"the rule {rule.id!r} has no reason to tell those whom it stops"
            yield _problem(file, ("rules", number), message, "add `reason:`", "no-reason")
        if rule.set_headers and rule.action in ("coach", "block"):
            message = f"the rule {rule.id!r} sets headers on requests that it never lets through"
            yield _problem(file, ("rules", number, "set_headers"), message, "", "idle-headers")
    for number, exemption in enumerate(policy.exceptions):
        if not exemption.approved_by:
            message = f"the exception {exemption.id!r} does not say who approved it"
            yield _problem(file, ("exceptions", number), message, "add `approved_by:`", "no-approver")


def _unsupplied(file: PolicyFile, sources: frozenset[str], detectors: Collection[str]) -> Iterator[Problem]:
    places: list[tuple[Path, Any]] = []
    for number, rule in enumerate(file.policy.rules):
        places.append((("rules", number, "match"), rule.match))
        places.append((("rules", number, "unless"), rule.unless))
    for number, exemption in enumerate(file.policy.exceptions):
        places.append((("exceptions", number, "match"), exemption.match))
        places.append((("exceptions", number), exemption))
    for path, model in places:
        for fact, at, value in _facts(model, path) if model is not None else ():
            if fact not in sources:
                message = f"reads `{fact}`, a fact that no configured source supplies"
                hint = _REMEDY.get(fact, "leave it out until a source is configured")
                yield _problem(file, at, message, hint, "no-source", "error")
            if fact == "content":
                yield from _undetected(file, at, value, detectors)


def _undetected(
    file: PolicyFile, path: Path, tests: Sequence[ContentTest], detectors: Collection[str]
) -> Iterator[Problem]:
    """Globs that no detector answers to: the rule would never speak."""
    for number, test in enumerate(tests):
        for index, glob in enumerate(test.detector or ()):
            if not glob.startswith(_BUILT_IN) and not any(map(compile_glob(glob), detectors)):
                hint = did_you_mean(glob, detectors) or "add it under `detectors:`"
                at = (*path, number, "detector", index)
                yield _problem(file, at, f"no detector that is loaded is named {glob!r}", hint, "no-source", "error")


_SPLIT = {"principal", "tenant"}
_NOT_FACTS = {"id", "rules", "from", "expires", "approved_by", "ticket", "reason", "match"}
# Sensitivity labels, whose ids are an organization's own.
_BUILT_IN = "marking.mip."


def _facts(model: Any, path: Path) -> Iterator[tuple[str, Path, Any]]:
    """The facts that a match (or the principal of an exception) reads, each with its place and what is asked of it."""
    for name, field in type(model).model_fields.items():
        value, key = getattr(model, name), field.alias or name
        if value is None or key in _NOT_FACTS:
            continue
        at = (*path, key)
        if key in ("any", "all"):
            for number, inner in enumerate(value):
                yield from _facts(inner, (*at, number))
        elif key == "not":
            yield from _facts(value, at)
        elif key == "direction":
            yield f"direction.{value}", at, value
        elif key in _SPLIT:
            for number, entry in enumerate(value):
                for aspect in entry.model_fields_set - {"any"}:
                    yield f"{key}.{aspect}", (*at, number, aspect), value
        else:
            yield key, at, value


def _idle_exceptions(file: PolicyFile, policy: PolicySet) -> Iterator[Problem]:
    for number, exemption in enumerate(file.policy.exceptions):
        for index, glob in enumerate(exemption.rules):
            if not any(names_rule(glob, file.policy.policy or "", rule) for rule in policy.rules):
                hint = did_you_mean(glob, [rule.name for rule in policy.rules])
                message = f"the exception {exemption.id!r} names no rule: {glob!r}"
                yield _problem(file, ("exceptions", number, "rules", index), message, hint, "names-no-rule")


def _words(file: PolicyFile, policy: PolicySet, names: Names, makers: Collection[str]) -> Iterator[Problem]:
    """Names that are not checked when compiling, since a wrong one does no harm beyond being idle."""
    known = {maker.casefold() for maker in makers}
    items: list[tuple[Path, Any, Any]] = [
        (("ban", number), entry, entry.model_vendor) for number, entry in enumerate(file.policy.ban)
    ]
    items += [(("rules", number), rule, rule.match.model_vendor) for number, rule in enumerate(file.policy.rules)]
    for path, item, vendors in items:
        for word in item.suggest:
            if word.replace("-", "").replace("_", "").isalnum() and not members(policy.services, word):
                hint = did_you_mean(word.replace("_", "-"), policy.services)
                message = f"{word!r} is suggested, but is no service of the catalogue"
                yield _problem(file, (*path, "suggest"), message, hint, "unknown-suggestion", "note")
        for vendor in vendors or ():
            if not names.knows_vendor(vendor) and vendor.casefold() not in known:
                hint = did_you_mean(vendor, [*makers, *names.vendors()])
                message = f"{vendor!r} is no maker of models that is known, so this matches nothing"
                at = (*path, "match", "model_vendor") if path[0] == "rules" else (*path, "model_vendor")
                yield _problem(file, at, message, hint, "unknown-maker")
    for number, entry in enumerate(file.policy.ban):
        for index, domain in enumerate(entry.domain or ()):
            if "." not in domain and ":" not in domain:
                message = f"bans every name that ends in .{domain}"
                yield _problem(file, ("ban", number, "domain", index), message, "name a whole domain", "wide-ban")


def _allows(files: Sequence[PolicyFile], policy: PolicySet) -> Iterator[Problem]:
    """`allow` rules that somebody may take for exceptions."""
    for file in files:
        for number, rule in enumerate(file.policy.rules):
            compiled = policy.rule(f"{file.policy.policy}/{rule.id}")
            if rule.action != "allow" or compiled is None:
                continue
            stricter = [other.name for other in policy.rules if _stricter_overlap(other, compiled)]
            if not stricter:
                continue
            shown = ", ".join(stricter[:3]) + (f" and {len(stricter) - 3} more" if len(stricter) > 3 else "")
            rules = ", ".join(stricter[:3])
            match = rule.match.model_dump(mode="json", by_alias=True, exclude_unset=True)
            principal = match.pop("principal", ["any"])
            match = _short(match)
            text = f"{{id: {rule.id}, rules: [{rules}], principal: {_flow(_short(principal))}"
            text += f", match: {_flow(match)}" if match else ""
            hint = f"write under `exceptions:` {text}, expires: YYYY-MM-DD, approved_by: WHO, ticket: WHERE}}"
            message = f"`allow` never lifts a stricter rule, so {rule.id!r} changes nothing where {shown} matches"
            yield _problem(file, ("rules", number), message, hint, "idle-allow")


def _stricter_overlap(other: CompiledRule, allow: CompiledRule) -> bool:
    if other.action <= Action.MONITOR or other.shadow:
        return False
    ours, theirs = allow.term.services, other.term.services
    return ours is None or theirs is None or not set(ours).isdisjoint(theirs)


def _short(value: Any) -> Any:
    """The shorthand again of what the loader expanded."""
    if isinstance(value, dict):
        if set(value) == {"is"} or set(value) == {"kind"}:
            return _short(next(iter(value.values())))
        return {key: _short(inner) for key, inner in value.items()}
    if isinstance(value, list):
        flat = [_short(item) for item in value]
        return flat[0] if len(flat) == 1 else flat
    return value


def _flow(value: Any) -> str:
    """YAML in flow style, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if text.replace("-", "").replace("_", "").replace(".", "").isalnum() else '"' + text + '"'
