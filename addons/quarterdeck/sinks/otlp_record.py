"""A line of the deck log as a log record of OpenTelemetry, in OTLP's JSON encoding.

What the semantic conventions have a name for stands under that name, the rest under `quarterdeck.`.
https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: 64-bit integers are texts, enums are numbers.
https://opentelemetry.io/docs/specs/otel/logs/data-model/ has the numbers of severities.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from quarterdeck.export import lines
from quarterdeck.export.lines import Line

SCHEMA = "https://opentelemetry.io/schemas/1.44.0"

_SEVERITIES = {
    lines.INFORMATIONAL: (9, "INFO"),
    lines.LOW: (10, "INFO2"),
    lines.MEDIUM: (13, "WARN"),
    lines.HIGH: (17, "ERROR"),
}
_METHODS = frozenset("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split())
# What a line says in a convention's attribute, or in a field of the record itself, and in no other.
_SAID = frozenset(
    "time event reason policy_version principal client host port scheme method path protocol status "
    "request_bytes answer_bytes".split()
)


def log_record(line: Line, uid: str) -> dict[str, Any]:
    """`uid` is ORIGIN/INDEX, the name of the line, by which duplicates are recognized."""
    number, text = _SEVERITIES[lines.severity(line)]
    record: dict[str, Any] = {
        "severityNumber": number,
        "severityText": text,
        "eventName": f"quarterdeck.{lines.word(line, 'event') or 'record'}",
        "body": {"stringValue": lines.word(line, "reason") or lines.title(line)},
        "attributes": attributes(_attributes(line, uid)),
    }
    # A line without a time is taken to be of when it arrives, as the data model has it.
    with contextlib.suppress(ValueError):
        moment = str(lines.milliseconds(line) * 1_000_000)
        record |= {"timeUnixNano": moment, "observedTimeUnixNano": moment}
    return record


def as_it_stands(line: bytes, uid: str) -> dict[str, Any]:
    """The record of a line that cannot be read."""
    text = line.decode(errors="replace")
    return {"body": {"stringValue": text}, "attributes": attributes({"log.record.uid": uid})}


def attributes(named: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Names and values as OTLP writes them; what is empty is left out."""
    return [
        {"key": name, "value": _value(value)} for name, value in named.items() if value not in (None, "", [], (), {})
    ]


def _value(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case list() | tuple():
            return {"arrayValue": {"values": [_value(one) for one in value]}}
        case dict():
            return {"kvlistValue": {"values": attributes(value)}}
        case _:
            return {"stringValue": str(value)}


def _attributes(line: Line, uid: str) -> dict[str, Any]:
    log, _, index = uid.rpartition("/")
    rule, ruleset = lines.policy(line)
    models = lines.words(line, "models")
    return {
        "log.record.uid": uid,
        **_http(line),
        "client.address": lines.word(line, "client"),
        "server.address": lines.word(line, "host"),
        "server.port": line.get("port"),
        "user.id": lines.word(line, "principal"),
        "security_rule.name": rule,
        "security_rule.ruleset.name": ruleset,
        "security_rule.version": lines.word(line, "policy_version"),
        # The convention is of one model; all of them are in quarterdeck.models.
        "gen_ai.request.model": models[0] if len(models) == 1 and line.get("models") != "unknown" else "",
        "quarterdeck.log": log,
        "quarterdeck.index": int(index),
        **{f"quarterdeck.{name}": value for name, value in line.items() if name not in _SAID},
    }


def _http(line: Line) -> dict[str, Any]:
    path, query = lines.target(line)
    method = lines.word(line, "method")
    known = not method or method in _METHODS
    version = lines.http_version(line)
    return {
        "http.request.method": method if known else "_OTHER",
        "http.request.method_original": "" if known else method,
        "http.request.body.size": line.get("request_bytes"),
        "http.response.status_code": line.get("status"),
        "http.response.body.size": line.get("answer_bytes"),
        "url.full": lines.address(line),
        "url.scheme": lines.word(line, "scheme"),
        "url.path": path,
        "url.query": query,
        "network.protocol.name": "http" if version else "",
        "network.protocol.version": version,
    }
