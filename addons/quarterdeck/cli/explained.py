"""A decision as `explain --json` shows it. The names of the keys are promised to users."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from quarterdeck.config.compose import World
from quarterdeck.config.request import Judged
from quarterdeck.config.schema import Config
from quarterdeck.engine import connection_facts
from quarterdeck.model.content import Artifact
from quarterdeck.model.decision import Decision, Inspection, Reason, Verdict
from quarterdeck.policy.evaluate import refused_by_host
from quarterdeck.services.search import named


def explained(judged: Judged, connection: Inspection) -> dict[str, Any]:
    """The document. `connection` is what is done with the connection as it is configured."""
    decision = judged.decision
    artifact = decision.artifact
    said = _document(decision, connection, artifact)
    if judged.body_after is not None:
        said["body_after"] = judged.body_after.decode("utf-8", "replace")
    if decision.irredactable is not None:
        said["irredactable"] = decision.irredactable
    return said


def _document(decision: Decision, connection: Inspection, artifact: Artifact | None) -> dict[str, Any]:
    return {
        "action": str(decision.action),
        "mode": decision.mode,
        "default": decision.default,
        "refused": decision.refused,
        "rules": [_reason(reason) for reason in decision.reasons],
        "shadow": [_reason(reason) for reason in decision.shadow],
        "exceptions": [asdict(lifted) for lifted in decision.exceptions],
        "obligations": [
            {"kind": obligation.kind, "name": obligation.name, "value": obligation.value}
            for obligation in decision.obligations
        ],
        "service": None if decision.service is None else named(decision.service),
        "inspection": {"verdict": connection.verdict.value, "because": connection.because},
        "activity": decision.activity,
        "model": decision.models[0] if decision.models else None,
        "models": None if decision.models is None else list(decision.models),
        "artifact": None if artifact is None else asdict(artifact),
        "format": decision.format,
        "opaque": decision.opaque,
        "unread": list(decision.unread),
        "coverage": decision.coverage.value,
        "drift": decision.drift,
        "findings": [asdict(finding) for finding in decision.findings],
        "policy_version": decision.policy_version,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "id": reason.rule,
        "policy": reason.policy,
        "action": str(reason.action),
        "reason": reason.text,
        "source": reason.source,
        "unknown": reason.unknown,
        "suggest": list(reason.suggest),
        "references": list(reason.references),
    }


def as_configured(judged: Judged, world: World, config: Config) -> Inspection:
    """What is done with the connection when the settings are asked beside the rules, as the proxy asks them."""
    exchange, found = judged.exchange, judged.inspection
    if exchange is None:
        return found
    if found.verdict is Verdict.TUNNEL and config.inspect == "all":
        found = Inspection(Verdict.INSPECT, "inspect: all")
    if exchange.destination.scheme == "http":
        # Nothing has to be decrypted, so nothing is exempted and there is no CONNECT to refuse.
        return found
    if world.never_inspect.covers(exchange.destination.host):
        found = Inspection(Verdict.TUNNEL, "never_inspect")
    if found.verdict is Verdict.TUNNEL or config.refuse == "connect":
        facts = connection_facts(exchange.destination, exchange.principal, exchange.time, world.kit)
        reason = refused_by_host(world.policy, facts)
        if reason is not None:
            return Inspection(Verdict.REFUSE, reason.source, reason)
    return found
