"""A decision told to a person: what happens to the request, by which rules and why, and what was recognized."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from quarterdeck.config.request import Judged, Stated
from quarterdeck.model.decision import Action, Decision, Lifted, Reason
from quarterdeck.model.reasons import told

_HAPPENS = {
    Action.ALLOW: ("green", "goes through"),
    Action.MONITOR: ("green", "goes through and is recorded"),
    Action.REDACT: ("yellow", "is held back"),
    Action.COACH: ("yellow", "is stopped, and the user is told why"),
    Action.BLOCK: ("red", "is refused"),
}


# Findings that are told one by one.
_MOST = 10


def narrative(stated: Stated, judged: Judged, document: dict[str, Any]) -> Iterator[str]:
    """The lines of `explain`. `document` is what `--json` prints, for what both say."""
    decision = judged.decision
    colour, happens = _HAPPENS[decision.action]
    if decision.rewritten:
        happens = "goes on without what must not leave"
    method = stated.method or ("POST" if stated.body else "GET")
    yield click.style(str(decision.action).upper(), fg=colour, bold=True) + f": {method} {stated.url} {happens}."
    yield from _rules(decision)
    yield ""
    yield from _facts(decision, document)


def _rules(decision: Decision) -> Iterator[str]:
    for reason in decision.reasons:
        if decision.default:
            yield "  No rule matched, so the default applies."
            continue
        yield f"  {_named(reason)}" + (
            "  (a fact that it needs could not be read, which counts as a match)" if reason.unknown else ""
        )
        yield f"      {reason.text}"
        if reason.suggest:
            yield f"      Instead: {', '.join(reason.suggest)}"
    for lifted in decision.exceptions:
        yield f"  {click.style('lifted', fg='cyan')} {lifted.policy}/{lifted.rule} by {_exception(lifted)}"
    for reason in decision.shadow:
        yield f"  {click.style('in shadow', fg='cyan')} {_named(reason)}: {reason.text}"


def _named(reason: Reason) -> str:
    # A rule of the proxy itself stands in no file.
    where = click.style(reason.source, dim=True) if ":" in reason.source else ""
    return f"{click.style(reason.id, bold=True)} ({reason.action}) {where}".rstrip()


def _exception(lifted: Lifted) -> str:
    said = [f"until {lifted.expires}" if lifted.expires != "never" else "without end"]
    said += [f"approved by {lifted.approved_by}"] if lifted.approved_by else []
    said += [lifted.ticket] if lifted.ticket else []
    return f"{lifted.id} ({', '.join(said)}) {click.style(lifted.source, dim=True)}"


def _facts(decision: Decision, document: dict[str, Any]) -> Iterator[str]:
    service, artifact = decision.service, decision.artifact
    verdict, because = document["inspection"]["verdict"], document["inspection"]["because"]
    facts = [
        (
            "Service",
            f"{service.name} ({service.id}), {service.vendor}, {service.jurisdiction or '?'}, {service.category}"
            if service
            else "none of the catalogue",
        ),
        ("Activity", decision.activity or ""),
        ("Model", "named, but cannot be read" if decision.models is None else ", ".join(decision.models)),
        ("Artifact", f"{artifact.kind} {artifact.name} ({artifact.registry})" if artifact else ""),
        ("Format", decision.format or ""),
        ("Not read", f"\n{'':<13}".join(map(told, decision.unread))),
        ("Headers", ", ".join(f"{one.name}: {one.value} is set" for one in decision.obligations)),
        ("Connection", _connection(verdict, because)),
        ("Policy", decision.policy_version),
    ]
    yield from (f"{label + ':':<12} {text}" for label, text in facts if text)
    for finding in decision.findings[:_MOST]:
        decoded = f", in {', '.join(finding.decoded_from)}" if finding.decoded_from else ""
        where = f"{finding.part or 'the body'} at {finding.start} to {finding.end}{decoded}"
        yield f"{'Found:':<12} {finding.detector} in {where}"
    if len(decision.findings) > _MOST:
        yield f"{'':<12} and {len(decision.findings) - _MOST} more; --json lists all"
    if decision.rewritten:
        yield f"{'Sent:':<12} with {len(decision.redactions)} of these taken out; --json shows it"
    elif decision.irredactable is not None:
        yield f"{'Not sent:':<12} what must be taken out cannot be ({decision.irredactable}): see docs/redaction.md"
    decisive = [reason for reason in decision.reasons if reason.action == decision.action]
    for reference in dict.fromkeys(reference for reason in decisive for reference in reason.references):
        yield f"{'Reference:':<12} {reference}"
    if verdict == "tunnel" and decision.refused:
        text = "Note:        the connection is tunnelled, so this decision is not enforced; see `inspect_shared:` and"
        yield click.style(f"{text} `never_inspect:`.", fg="yellow")


def _connection(verdict: str, because: str) -> str:
    said = {"inspect": "intercepted and read", "tunnel": "tunnelled, not read", "refuse": "refused"}
    return f"{said[verdict]} ({because})"
