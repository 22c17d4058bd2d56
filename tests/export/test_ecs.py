"""Documents use the fields and the words of the schema, each as the type that it has there."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
import pytest

from quarterdeck.export.ecs import convert

from .made import EVENTS, HOSTILE, INDEX, LOG, line, plain

# From the field reference of ECS 8.17: what we use of it, and the words that a field may hold.
FIELDS = {
    "@timestamp": "date",
    "message": "text",
    "ecs.version": "keyword",
    "event.id": "keyword",
    "event.sequence": "long",
    "event.kind": "keyword",
    "event.category": "keyword[]",
    "event.type": "keyword[]",
    "event.outcome": "keyword",
    "event.action": "keyword",
    "event.severity": "long",
    "event.module": "keyword",
    "event.dataset": "keyword",
    "event.provider": "keyword",
    "event.reason": "keyword",
    "event.code": "keyword",
    "event.duration": "long",
    "observer.vendor": "keyword",
    "observer.product": "keyword",
    "observer.type": "keyword",
    "observer.version": "keyword",
    "rule.id": "keyword",
    "rule.name": "keyword",
    "rule.ruleset": "keyword",
    "rule.version": "keyword",
    "source.address": "keyword",
    "source.ip": "ip",
    "destination.address": "keyword",
    "destination.ip": "ip",
    "destination.port": "long",
    "user.id": "keyword",
    "url.full": "keyword",
    "url.original": "keyword",
    "url.scheme": "keyword",
    "url.domain": "keyword",
    "url.port": "long",
    "url.path": "keyword",
    "url.query": "keyword",
    "http.version": "keyword",
    "http.request.id": "keyword",
    "http.request.method": "keyword",
    "http.request.body.bytes": "long",
    "http.response.status_code": "long",
    "http.response.body.bytes": "long",
    "network.protocol": "keyword",
    "network.application": "keyword",
    "related.ip": "ip[]",
    "related.hosts": "keyword[]",
    "related.user": "keyword[]",
}
KINDS = {"alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal"}
OUTCOMES = {"success", "failure", "unknown"}
# Category -> the types that are expected of it.
TYPES = {
    "web": {"access", "error", "info"},
    "network": {"access", "allowed", "connection", "denied", "end", "info", "protocol", "start"},
    "configuration": {"access", "change", "creation", "deletion", "info"},
    "iam": {"admin", "change", "creation", "deletion", "group", "info", "user"},
    "process": {"access", "change", "end", "info", "start"},
}


def leaves(of: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in of.items():
        if before + name != "quarterdeck" and isinstance(value, dict):
            yield from leaves(value, f"{before}{name}.")
        else:
            yield before + name, value


def fits(value: Any, kind: str) -> bool:
    match kind:
        case "date":
            return datetime.fromisoformat(value).utcoffset() is not None
        case "long":
            return type(value) is int and -(1 << 63) <= value < 1 << 63
        case "ip":
            return bool(ipaddress.ip_address(value))
        case "keyword" | "text":
            return isinstance(value, str) and value != ""
        case _:
            return isinstance(value, list) and value != [] and all(fits(one, kind.removesuffix("[]")) for one in value)


def mistakes(document: dict[str, Any]) -> list[str]:
    event = document["event"]
    found = [
        f"{name}: {value!r}"
        for name, value in leaves(document)
        if name != "quarterdeck" and (name not in FIELDS or not fits(value, FIELDS[name]))
    ]
    if event["kind"] not in KINDS or event["outcome"] not in OUTCOMES:
        found.append(f"{event['kind']} {event['outcome']}")
    expected = set[str]().union(*(TYPES[name] for name in event.get("category", [])), {"info"})
    return found + [
        f"{name} is not expected of {event.get('category')}" for name in event["type"] if name not in expected
    ]


@pytest.mark.parametrize("event", [*EVENTS, "newer"])
def test_a_thousand_lines_of_a_kind_use_known_fields_and_words(event):
    of = random.Random(event)
    for index in range(1000):
        one = {**line(of, event if event in EVENTS else "decision"), "event": event}
        document = orjson.loads(orjson.dumps(convert(one, LOG, index)))
        assert not mistakes(document)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["method", "reason", "host", "path", "client", "principal", "outcome", "service"])
def test_whatever_stands_in_a_text_the_document_is_valid(name, text):
    assert not mistakes(convert(plain(**{"scheme": "https", name: text}), LOG, INDEX))


@pytest.mark.parametrize("event", EVENTS)
def test_a_line_that_says_next_to_nothing_is_valid(event):
    assert not mistakes(convert({"time": "2026-03-01T10:00:00.250Z", "event": event}, LOG, INDEX))


@pytest.mark.parametrize(
    ("more", "types", "outcome"),
    [
        ({"event": "decision"}, ["access", "allowed"], "unknown"),
        ({"event": "decision", "outcome": "refused"}, ["access", "denied"], "failure"),
        ({"event": "outcome"}, ["access", "allowed"], "success"),
        ({"event": "outcome", "outcome": "failed"}, ["access", "error"], "failure"),
        ({"event": "connection", "outcome": "tunnelled"}, ["connection", "start", "allowed"], "success"),
        ({"event": "connection", "outcome": "refused"}, ["connection", "denied"], "failure"),
        ({"event": "connection", "outcome": "cut"}, ["connection", "end", "denied"], "failure"),
        ({"event": "connection", "outcome": "failed"}, ["connection", "end"], "failure"),
        ({"event": "policy"}, ["change"], "success"),
        ({"event": "policy", "outcome": "refused"}, ["change"], "failure"),
        ({"event": "grant", "outcome": "granted"}, ["user", "change"], "success"),
        ({"event": "log", "reason": "started"}, ["start"], "success"),
        ({"event": "log", "reason": "stopped"}, ["end"], "success"),
        ({"event": "log", "reason": "restarted: the log before ended without a stop"}, ["start"], "success"),
        ({"event": "log", "reason": "incomplete: 3", "outcome": "failed"}, ["info"], "failure"),
        ({"event": "log", "reason": "recovered"}, ["info"], "success"),
    ],
)
def test_what_happened_is_said_in_the_words_of_the_schema(more, types, outcome):
    event = convert(plain(**more), LOG, INDEX)["event"]
    assert (event["type"], event["outcome"]) == (types, outcome)


def test_a_request_stands_where_searches_look_for_it():
    one = plain(
        method="POST",
        scheme="https",
        host="a.example",
        port=8443,
        path="/v1?k=v",
        protocol="h2",
        client="192.0.2.7",
        principal="ada",
        rules=["bans/no-chat"],
        policy_version="sha256:ab",
        service="ChatGPT",
        findings={"pii.email": 2},
        models=["gpt-5"],
        request_bytes=9,
        outcome="refused",
        reason="No.",
    )
    document = convert(one, LOG, INDEX)
    assert document["url"] == {
        "full": "https://a.example:8443/v1?k=v",
        "original": "/v1?k=v",
        "scheme": "https",
        "domain": "a.example",
        "port": 8443,
        "path": "/v1",
        "query": "k=v",
    }
    assert document["http"] == {"version": "2", "request": {"id": "qd-1", "method": "POST", "body": {"bytes": 9}}}
    assert document["rule"] == {
        "id": "bans/no-chat",
        "name": "no-chat",
        "ruleset": "bans",
        "version": "sha256:ab",
    }
    assert document["source"] == {"address": "192.0.2.7", "ip": "192.0.2.7"}
    assert document["destination"] == {"address": "a.example", "port": 8443}
    assert document["related"] == {"ip": ["192.0.2.7"], "hosts": ["a.example"], "user": ["ada"]}
    assert document["network"] == {"protocol": "http", "application": "chatgpt"}
    assert document["quarterdeck"]["findings"] == [{"detector": "pii.email", "count": 2}]
    assert document["event"]["action"] == "request-refused"
    assert (document["event"]["kind"], document["event"]["id"]) == ("alert", "deck-0/7")
    assert document["message"] == "No."


def test_a_pseudonym_is_no_ip():
    document = convert(plain(client="00112233445566ff", host="192.0.2.9"), LOG, INDEX)
    assert document["source"] == {"address": "00112233445566ff"}
    assert document["related"] == {"ip": ["192.0.2.9"]}


def test_how_long_it_took_is_counted_in_nanoseconds():
    assert convert(plain("outcome", total_ms=1.5), LOG, INDEX)["event"]["duration"] == 1_500_000


def test_what_has_no_field_keeps_its_name():
    one = plain(shadow=["own/next"], unread=["encrypted"], ticket="T-1", models="unknown", drift=True)
    rest = convert(one, LOG, INDEX)["quarterdeck"]
    assert rest == {
        "incident": "qd-1",
        "outcome": "forwarded",
        "coverage": "whole",
        "worker": 0,
        "shadow": ["own/next"],
        "unread": ["encrypted"],
        "ticket": "T-1",
        "models": ["unknown"],
        "drift": True,
    }
