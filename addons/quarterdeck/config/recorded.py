"""A line of the deck log becomes the facts that it tells. What it does not hold is named as unrecorded, never false.

Rules that asked for more, or for less, than those of now read more or less of a body: where that shows in what was
recorded, the facts count as unrecorded too. A line of the same version of the rules was read as they would read it.
"""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from quarterdeck.config.compose import World
from quarterdeck.engine import connection_facts
from quarterdeck.model.content import Artifact
from quarterdeck.model.decision import Action
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.model.service import Service, ServiceMatch
from quarterdeck.services.artifact import recognize
from quarterdeck.services.paths import normalize

DEFAULT = "quarterdeck/default"
_OURS = "quarterdeck/"
_CUT = "...(cut)"
_MOST_MODELS = 50
# Of a decision on what an answer says, which a WebSocket records like one on a request.
_ANSWER = "ANSWER"
# The headers, the types of files and the confidence of findings are never recorded.
_NEVER = ("principal.devices", "tenant.workspace", "tenant.organization", "tenant.project", "tenant.key")
_MODELS = ("model", "model_vendor", "model_jurisdiction")
# With these the body was not kept: it was judged by a part of it, and its length is not what has come of it.
_NOT_KEPT = frozenset({TOO_LARGE, "spool-full", "spool-failed", "memory-full"})
# What a body is called that is in no format of a model, and is read only where rules ask what bodies say.
_ANY_BODY = frozenset({None, "json", "protobuf", "multipart", "form", "text", "file"})


class NotARecord(Exception):
    """The line does not say what a record of its kind says."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was decided, by which rules (`policy/rule`, the strictest first), and on what.

    `counted` are the findings as they stand there, which `facts.findings` repeats.
    """

    facts: Facts
    action: Action
    rules: tuple[str, ...]
    shadow: tuple[str, ...]
    counted: tuple[tuple[str, int], ...] = ()


def recorded(line: Mapping[str, Any], world: World) -> Recorded | None:
    """What a line of the log tells of a decision of the rules on a request or a connection; None when it is no such.

    Raises NotARecord.
    """
    try:
        event = line["event"]
        if event == "decision":
            return _request(line, world)
        return _connection(line, world) if event == "connection" else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise NotARecord(f"{type(error).__name__}: {error}") from None


def _request(line: Mapping[str, Any], world: World) -> Recorded | None:
    rules = tuple(line.get("rules", ()))
    if not rules or (rules[0].startswith(_OURS) and rules[0] != DEFAULT) or line.get("method") == _ANSWER:
        return None
    said = tuple(rule for rule in rules if rule != DEFAULT)
    counted = tuple(line["findings"].items()) if "findings" in line else ()
    action, shadow = Action[line["action"].upper()], tuple(line.get("shadow", ()))
    return Recorded(request_facts(line, world, counted), action, said, shadow, counted)


def _connection(line: Mapping[str, Any], world: World) -> Recorded | None:
    rules = tuple(line.get("rules", ()))
    if line["outcome"] == "tunnelled":
        action, rules = Action.ALLOW, ()
    elif rules and line.get("action") == "block":
        action = Action.BLOCK
    else:
        return None
    principal, missing = _principal(line)
    destination = Destination(line["host"], line.get("port", 443))
    facts = connection_facts(destination, principal, moment(line["time"]), world.kit)
    return Recorded(replace(facts, unrecorded=frozenset(missing)), action, rules, ())


def request_facts(line: Mapping[str, Any], world: World, counted: tuple[tuple[str, int], ...] = ()) -> Facts:
    """What the record of a decision tells of the request, and which facts it does not."""
    policy = world.policy
    principal, missing = _principal(line)
    missing |= set(_NEVER)
    same = line.get("policy_version") == policy.version
    target, cut = line.get("path", ""), line.get("truncated", False)
    if not target or (cut and target.endswith(_CUT)):
        missing.add("url")
    path, query = normalize(target) if target else ("", "")
    host, method, format_ = line["host"], line.get("method", ""), line.get("format")
    match = world.kit.catalog.match(host, path)
    service = _service(match, line.get("service"), trusted=same or not path)
    models = _models(line, missing, cut=cut)
    fetched = _artifact(line.get("artifact"), method, host, path, query, missing)
    if format_ == "mcp":
        missing.add("tool")
    unread = tuple(line.get("unread", ()))
    size: int | None = line.get("request_bytes", 0)
    if unread and not _NOT_KEPT.isdisjoint(unread):
        missing |= {"size", "opaque", "content"}
        size = None
    if not same and _read_otherwise(line, world):
        missing |= {"opaque", *_MODELS}
        models = None
    if not same:
        # Other rules may have looked for other things, and left files closed that these open.
        missing.add("content")
        if policy.reads_files and "file" in unread:
            missing.add("opaque")
    if size or format_:
        missing.add("content.file_type")
    if counted:
        missing.add("content.confidence")
    return Facts(
        stage=Stage.REQUEST,
        time=moment(line["time"]),
        principal=principal,
        destination=Destination(host, line.get("port", 443), line.get("scheme", "https")),
        candidates=match.candidates,
        service=service,
        method=method,
        path=path,
        query=query,
        activity=line.get("activity"),
        format=format_,
        models=models,
        makers=None if models is None else world.kit.makers.of(models, service),
        artifact=fetched,
        artifact_host=fetched is not None,
        opaque=unread,
        size=size,
        findings=_findings(counted),
        unrecorded=frozenset(missing),
    )


def _principal(line: Mapping[str, Any]) -> tuple[Principal, set[str]]:
    """Who it was, as far as that stands there in clear, and what of it does not."""
    client, user = line.get("client", ""), line.get("principal")
    missing: set[str] = set()
    if not _is_address(client):
        missing.add("principal.cidr")
        if user is not None:
            missing.add("principal.users")
            user = None
    if "principal" in line:
        missing.add("principal.groups")
    return Principal(client, user, granted=frozenset(line.get("granted", ()))), missing


def _models(line: Mapping[str, Any], missing: set[str], *, cut: bool) -> tuple[str, ...] | None:
    named = line.get("models", ())
    if named == "unknown":
        return None
    if cut and (len(named) >= _MOST_MODELS or any(model.endswith(_CUT) for model in named)):
        missing.update(_MODELS)
        return None
    return tuple(named)


@lru_cache(maxsize=1024)
def _findings(counted: tuple[tuple[str, int], ...]) -> tuple[Finding, ...]:
    """As many findings as were counted, of no confidence and in no place."""
    return tuple(one for id_, count in counted for one in (Finding(id_, "", 0, 0, 0.0),) * count)


def _read_otherwise(line: Mapping[str, Any], world: World) -> bool:
    """Whether these rules read a body that the rules of then did not read, or do not read one which those did."""
    if line.get("format") not in _ANY_BODY:
        return False
    unread = bool(line.get("unread"))
    if world.policy.reads_content:
        return "format" not in line and not unread and bool(line.get("request_bytes"))
    return unread


def _artifact(named: str | None, method: str, host: str, path: str, query: str, missing: set[str]) -> Artifact | None:
    if named is None:
        return None
    found = recognize(method, host, path, query)
    if found is not None and f"{found.registry}:{found.name}" == named:
        return found
    missing.add("artifact")
    registry, _, name = named.partition(":")
    return Artifact("", name, registry)


def _service(match: ServiceMatch, named: str | None, *, trusted: bool) -> Service | None:
    """The service that the catalogue sees there; the recorded one where a header that is not recorded told it."""
    found = match.service
    if named == (found.id if found is not None else None):
        return found
    if not trusted and not any(service.user_agents for service, _ in match.candidates):
        return found
    if named is None:
        return None
    return next((service for service, _ in match.candidates if service.id == named), found)


@lru_cache(maxsize=4096)
def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def moment(text: str) -> float:
    """Seconds since the epoch of a time as the log writes it."""
    return _second(text[:19]) + float(text[19:-1] or 0)


@lru_cache(maxsize=64)
def _second(text: str) -> int:
    day, _, clock = text.partition("T")
    year, month, date = map(int, day.split("-"))
    hour, minute, second = map(int, clock.split(":"))
    return timegm((year, month, date, hour, minute, second))
