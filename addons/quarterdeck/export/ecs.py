"""A line as a document of the Elastic Common Schema 8; what that has no field for stands under `quarterdeck`."""

from __future__ import annotations

from typing import Any

from quarterdeck import __version__
from quarterdeck.export import lines
from quarterdeck.export.lines import Line

VERSION = "8.17.0"

Document = dict[str, Any]

# What a line says in fields of the schema, whatever its kind.
_SAID = frozenset(
    "time event reason policy_version principal client host port scheme method path protocol status "
    "request_bytes answer_bytes total_ms findings models".split()
)
_CATEGORIES = {
    "decision": ["web", "network"],
    "outcome": ["web", "network"],
    "connection": ["network"],
    "policy": ["configuration"],
    "grant": ["iam"],
    "log": ["process"],
}
# What became of an exchange or a connection, as the last of its types.
_ALLOWED = {"forwarded": "allowed", "rewritten": "allowed", "tunnelled": "allowed", "failed": "error"}
_ENDED = frozenset({"cut", "failed"})


def convert(line: Line, log: str, index: int) -> Document:
    """The document of the line at `index` of `log`; its `event.id` is the same each time."""
    rule, ruleset = lines.policy(line)
    return {
        "@timestamp": lines.word(line, "time"),
        "ecs": {"version": VERSION},
        "message": lines.word(line, "reason") or lines.title(line),
        "event": _event(line, log, index),
        "observer": {"vendor": lines.PRODUCT, "product": lines.PRODUCT, "type": "proxy", "version": __version__},
        **_present(
            rule=_present(
                id=rule,
                name=rule.partition("/")[2],
                ruleset=ruleset,
                version=lines.word(line, "policy_version"),
            ),
            source=_side(lines.word(line, "client")),
            destination=_side(lines.word(line, "host"), line.get("port")),
            user=_present(id=lines.word(line, "principal")),
            url=_url(line),
            http=_http(line),
            network=_present(
                protocol="http" if lines.word(line, "event") in ("decision", "outcome") else "",
                application=lines.word(line, "service").lower(),
            ),
            related=_related(line),
            quarterdeck=_rest(line),
        ),
    }


def _present(**values: Any) -> Document:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _event(line: Line, log: str, index: int) -> Document:
    kind = lines.word(line, "event")
    took = line.get("total_ms")
    return {
        "id": lines.uid(log, index),
        "sequence": index,
        "kind": "alert" if lines.findings(line) else "event",
        "type": _types(line),
        "outcome": _outcome(line),
        "action": lines.title(line).lower().replace(" ", "-"),
        "severity": lines.severity(line),
        "module": "quarterdeck",
        "dataset": "quarterdeck.deck_log",
        "provider": log,
        **_present(
            category=_CATEGORIES.get(kind),
            code=kind,
            reason=lines.word(line, "reason"),
            duration=round(took * 1_000_000) if took else None,
        ),
    }


def _types(line: Line) -> list[str]:
    event, outcome = lines.word(line, "event"), lines.word(line, "outcome")
    became = _ALLOWED.get(outcome, "denied")
    match event:
        case "decision" | "outcome":
            return ["access", became]
        case "connection":
            # An error is none of the types of the network; that it failed is told by the outcome.
            ended = ["end"] if outcome in _ENDED else ["start"] if outcome == "tunnelled" else []
            return ["connection", *ended, *([became] if became != "error" else [])]
        case "policy":
            return ["change"]
        case "grant":
            return ["user", "change"]
        case "log":
            return [{"started": "start", "restarted": "start", "stopped": "end"}.get(lines.first_word(line), "info")]
        case _:
            return ["info"]


def _outcome(line: Line) -> str:
    """Of a request that went on, the outcome is not known yet: the schema asks to say so."""
    if not lines.succeeded(line):
        return "failure"
    return "unknown" if lines.word(line, "event") in ("decision", "") else "success"


def _side(name: str, port: int | None = None) -> Document:
    """One end of a connection. A pseudonym is an address to nobody but the schema, whose field takes any text."""
    if not name:
        return {}
    return {"address": name, **({"ip": name} if lines.is_address(name) else {}), **_present(port=port)}


def _url(line: Line) -> Document:
    path, query = lines.target(line)
    return _present(
        full=lines.address(line),
        original=lines.word(line, "path"),
        scheme=lines.word(line, "scheme"),
        domain=lines.word(line, "host") if lines.word(line, "scheme") else "",
        port=line.get("port") if lines.word(line, "scheme") else None,
        path=path,
        query=query,
    )


def _http(line: Line) -> Document:
    incident = lines.word(line, "incident") if lines.word(line, "event") in ("decision", "outcome") else ""
    return _present(
        version=lines.http_version(line),
        request=_present(
            id=incident,
            method=lines.word(line, "method"),
            body=_present(bytes=line.get("request_bytes")),
        ),
        response=_present(status_code=line.get("status"), body=_present(bytes=line.get("answer_bytes"))),
    )


def _related(line: Line) -> Document:
    client, host, principal = (lines.word(line, name) for name in ("client", "host", "principal"))
    return _present(
        ip=[name for name in (client, host) if lines.is_address(name)],
        hosts=[host] if host and not lines.is_address(host) else [],
        user=[principal] if principal else [],
    )


def _rest(line: Line) -> Document:
    """What has no field. Findings are a list, since their names have dots, which would make each a field of its own."""
    found = [{"detector": name, "count": count} for name, count in sorted(lines.findings(line).items())]
    rest = {name: value for name, value in line.items() if name not in _SAID}
    return {**rest, **_present(findings=found, models=lines.words(line, "models"))}
