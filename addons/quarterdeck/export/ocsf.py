"""A line as events of the Open Cybersecurity Schema Framework, valid against the published schema of each version.

A decision and what came of it are HTTP Activity, bound by the incident; a connection that was settled unread is
Network Activity. A grant gives somebody leave to pass rules: User Access Management, whose privileges are those rules.
Rules that come into force are a policy that is activated: Entity Management. A log that starts or stops is Event Log
Activity.
"""

from __future__ import annotations

from collections.abc import Callable

from quarterdeck.export import lines
from quarterdeck.export import ocsf_parts as parts
from quarterdeck.export.lines import Line
from quarterdeck.export.ocsf_finding import finding
from quarterdeck.export.ocsf_parts import Event, Place
from quarterdeck.export.ocsf_words import ACCESS, BASE, CONNECTIONS, ENTITY, HTTP, LOG, LOGS, METHODS, NETWORK, OTHER

VERSIONS = ("1.8.0", "1.6.0")

_UNKNOWN = (0, "Unknown")
_EXCHANGE = frozenset(
    {"host", "port", "scheme", "path", "protocol", "status", "request_bytes", "answer_bytes", "service"}
)


def events(line: Line, log: str, index: int, version: str = VERSIONS[0]) -> tuple[Event, ...]:
    """All events of a line: the main one, and a Data Security Finding where something was found."""
    event = convert(line, log, index, version)
    return (event, finding(line, Place(log, index, version), event)) if lines.findings(line) else (event,)


def convert(line: Line, log: str, index: int, version: str = VERSIONS[0]) -> Event:
    """The main event of the line at `index` of `log`. Raises ValueError of a version that is not in VERSIONS."""
    if version not in VERSIONS:
        raise ValueError(f"OCSF {version} is not written here; {' and '.join(VERSIONS)} are.")
    return _KINDS.get(lines.word(line, "event"), _unknown)(line, Place(log, index, version))


def _decision(line: Line, place: Place) -> Event:
    method = lines.word(line, "method")
    said = _EXCHANGE | {"method"} if method in METHODS else _EXCHANGE
    return _exchange(line, place, METHODS.get(method, (OTHER, method) if method else _UNKNOWN), said)


def _outcome(line: Line, place: Place) -> Event:
    """Its request is named by the decision before it, and not again."""
    event = _exchange(line, place, _UNKNOWN, _EXCHANGE | {"total_ms"})
    if line.get("total_ms"):
        took = round(line["total_ms"])
        event |= {"duration": took, "start_time": event["time"] - took, "end_time": event["time"]}
    return event


def _exchange(line: Line, place: Place, activity: tuple[int, str], said: frozenset[str]) -> Event:
    request, response = parts.request(line), parts.response(line)
    if not request and not response:
        # One of the two is asked for, and this much is known of every request.
        request = {"uid": place.uid}
    return {
        **parts.opened(line, place, HTTP, activity),
        **parts.status(line),
        **parts.control(line),
        **parts.present(
            http_request=request, http_response=response, actor=parts.actor(line), app_name=lines.word(line, "service")
        ),
        **_network(line, place),
        **parts.unmapped(line, said, parts.WHO, parts.controlled(line)),
    }


def _connection(line: Line, place: Place) -> Event:
    outcome = lines.word(line, "outcome")
    network = _network(line, place)
    if "src_endpoint" not in network and "dst_endpoint" not in network:
        network["src_endpoint"] = {"uid": "unknown"}
    return {
        **parts.opened(line, place, NETWORK, CONNECTIONS.get(outcome, (OTHER, outcome))),
        **parts.status(line),
        **parts.control(line),
        **parts.present(actor=parts.actor(line)),
        **network,
        **parts.unmapped(line, {"host", "port"}, parts.WHO, parts.controlled(line)),
    }


def _network(line: Line, place: Place) -> Event:
    return {
        **parts.present(
            src_endpoint=parts.source(line), dst_endpoint=parts.destination(line), traffic=parts.traffic(line)
        ),
        "proxy_endpoint": parts.proxy(place),
    }


def _grant(line: Line, place: Place) -> Event:
    service, host = lines.word(line, "service"), lines.word(line, "host")
    # A resource has no port.
    reached = parts.destination({"host": host})
    resource = {"name": service or host, **reached} if service or host else {}
    return {
        **parts.opened(line, place, ACCESS, (1, "Assign Privileges")),
        **parts.status(line),
        **parts.control(line),
        # Who is not known by name is known by the address.
        "user": parts.user(line) or {"uid": lines.word(line, "client") or "unknown"},
        "privileges": lines.words(line, "rules") or ["unknown"],
        **parts.present(src_endpoint=parts.source(line), resources=[resource] if resource else []),
        **parts.unmapped(line, {"host", "service", "rules", "policy_version"}, parts.WHO),
    }


def _policy(line: Line, place: Place) -> Event:
    done = lines.succeeded(line)
    version = lines.word(line, "policy_version")
    return {
        **parts.opened(line, place, ENTITY, (10, "Activate") if done else (3, "Update")),
        **parts.status(line),
        "entity": {
            "name": "rules in force",
            "type_id": 5,
            "type": "Policy",
            "policy": {"name": "rules in force", "is_applied": done, **parts.present(version=version)},
            **parts.present(version=version),
        },
        **parts.unmapped(line, {"policy_version"}),
    }


def _log(line: Line, place: Place) -> Event:
    became = lines.first_word(line)
    return {
        **parts.opened(line, place, LOG, LOGS.get(became, (OTHER, became))),
        **parts.status(line),
        "log_name": place.log,
        "log_provider": lines.PRODUCT,
        "log_type_id": 2,
        "log_type": "Application",
        **parts.unmapped(line),
    }


def _unknown(line: Line, place: Place) -> Event:
    """A kind of line that came later than this: nothing of it is lost, and nothing claimed."""
    return {
        **parts.opened(line, place, BASE, (OTHER, lines.word(line, "event"))),
        **parts.status(line),
        **parts.unmapped(line),
    }


_KINDS: dict[str, Callable[[Line, Place], Event]] = {
    "decision": _decision,
    "connection": _connection,
    "outcome": _outcome,
    "grant": _grant,
    "policy": _policy,
    "log": _log,
}
