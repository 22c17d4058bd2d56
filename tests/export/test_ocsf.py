"""Every line of every kind is a valid event of both versions of the published schema, and nothing of it is lost."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

import orjson
import pytest

from quarterdeck.export.ocsf import VERSIONS, convert, events

from .made import EVENTS, HOSTILE, INDEX, LOG, line, plain
from .published import mistakes


def all_mistakes(made: tuple[dict[str, Any], ...], version: str) -> list[str]:
    """What is wrong with events as a receiver reads them."""
    return [mistake for event in made for mistake in mistakes(orjson.loads(orjson.dumps(event)), version)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("event", EVENTS)
def test_a_thousand_lines_of_a_kind_are_valid(event, version):
    of = random.Random(f"{event} {version}")
    wrong: Counter[str] = Counter()
    findings = 0
    for index in range(1000):
        made = events(line(of, event), LOG, index, version)
        findings += len(made) - 1
        wrong.update(all_mistakes(made, version))
    assert not wrong
    assert (findings > 100) == (event in ("decision", "outcome"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("event", [*EVENTS, "newer", "", 7])
def test_a_line_that_says_next_to_nothing_is_valid(event, version):
    bare = {"time": "2026-03-01T10:00:00.250Z", "event": event}
    assert not all_mistakes(events(bare, LOG, 0, version), version)


@pytest.mark.parametrize(
    ("method", "type_uid"),
    [("CONNECT", 400201), ("GET", 400203), ("POST", 400206), ("PATCH", 400209), ("PROPFIND", 400299), (None, 400200)],
)
def test_the_method_is_the_activity(method, type_uid):
    event = convert(plain(method=method), LOG, INDEX)
    assert event["type_uid"] == type_uid
    assert event["metadata"]["uid"] == "deck-0/7"
    assert event["metadata"]["sequence"] == 7


@pytest.mark.parametrize(
    ("outcome", "action", "found", "numbers"),
    [
        ("forwarded", "allow", {}, (1, 1, 1)),
        ("forwarded", "monitor", {}, (3, 17, 1)),
        ("forwarded", "monitor", {"pii.email": 1}, (3, 15, 1)),
        ("rewritten", "redact", {"pii.email": 1}, (4, 11, 1)),
        ("refused", "block", {}, (2, 2, 2)),
        ("refused", "coach", {}, (2, 2, 2)),
        ("cut", "block", {}, (2, 6, 2)),
        ("failed", None, {}, (99, 27, 2)),
        ("something", None, {}, (99, 99, 1)),
    ],
)
def test_the_outcome_is_action_disposition_and_status(outcome, action, found, numbers):
    event = convert(plain(outcome=outcome, action=action, findings=found), LOG, INDEX)
    assert (event["action_id"], event["disposition_id"], event["status_id"]) == numbers


def test_the_strictest_rule_is_the_rule_of_the_firewall_and_all_are_kept():
    event = convert(plain(rules=["bans/no-chat", "own/watch"], policy_version="sha256:ab"), LOG, INDEX)
    assert event["firewall_rule"] == {"uid": "bans/no-chat", "name": "no-chat"}
    assert event["policy"] == {"uid": "bans", "version": "sha256:ab"}
    assert event["unmapped"]["rules"] == ["bans/no-chat", "own/watch"]


def test_a_pseudonym_is_a_uid_and_an_address_is_an_ip():
    clear = convert(plain(client="192.0.2.7", principal="ada", host="2001:db8::9", port=443), LOG, INDEX)
    assert clear["src_endpoint"] == {"ip": "192.0.2.7"}
    assert clear["dst_endpoint"] == {"ip": "2001:db8::9", "port": 443}
    hidden = convert(plain(client="00112233445566ff", principal="8899aabbccddeeff", host="a.example"), LOG, INDEX)
    assert hidden["src_endpoint"] == {"uid": "00112233445566ff"}
    assert hidden["actor"] == {"user": {"uid": "8899aabbccddeeff"}}
    assert hidden["dst_endpoint"] == {"hostname": "a.example"}


def test_a_decision_and_what_came_of_it_are_bound_by_the_incident():
    decided = convert(plain(method="POST", scheme="https", host="a.example", path="/v1?k=v"), LOG, 1)
    ended = convert(plain("outcome", status=200, total_ms=1500.2, answer_bytes=9, host="a.example"), LOG, 2)
    assert decided["metadata"]["correlation_uid"] == ended["metadata"]["correlation_uid"] == "qd-1"
    assert decided["http_request"]["uid"] == ended["http_request"]["uid"] == "qd-1"
    assert decided["http_request"]["url"] == {
        "scheme": "https",
        "hostname": "a.example",
        "path": "/v1",
        "query_string": "k=v",
        "url_string": "https://a.example/v1?k=v",
    }
    assert ended["http_response"] == {"code": 200, "body_length": 9}
    assert ended["status_code"] == "200"
    assert ended["end_time"] - ended["start_time"] == ended["duration"] == 1500
    assert ended["traffic"] == {"bytes_in": 9, "bytes": 9}


@pytest.mark.parametrize(
    ("outcome", "type_uid"),
    [("tunnelled", 400101), ("cut", 400103), ("failed", 400104), ("refused", 400105), ("other", 400199)],
)
def test_a_connection_opens_or_is_refused_reset_or_failed(outcome, type_uid):
    assert convert(plain("connection", outcome=outcome, client="192.0.2.7"), LOG, INDEX)["type_uid"] == type_uid


def test_a_grant_assigns_the_leave_to_pass_its_rules():
    event = convert(
        plain("grant", outcome="granted", rules=["own/ask"], principal="ada", reason="for a talk", ticket="T-1"),
        LOG,
        INDEX,
    )
    assert event["type_uid"] == 300501
    assert event["privileges"] == ["own/ask"]
    assert event["user"] == {"uid": "ada"}
    assert event["message"] == "for a talk"
    assert event["unmapped"]["ticket"] == "T-1"
    nameless = convert(plain("grant", outcome="granted", rules=["own/ask"], client="192.0.2.7"), LOG, INDEX)
    assert nameless["user"] == {"uid": "192.0.2.7"}


def test_the_resource_of_a_grant_has_no_port():
    event = convert(plain("grant", outcome="granted", rules=["own/ask"], host="192.0.2.9", port=443), LOG, INDEX)
    assert event["resources"] == [{"name": "192.0.2.9", "ip": "192.0.2.9"}]
    assert event["unmapped"]["port"] == 443
    assert not mistakes(event, "1.8.0")


def test_rules_that_come_into_force_are_activated_and_others_fail_to_be():
    loaded = convert(plain("policy", reason="in force", policy_version="sha256:ab"), LOG, INDEX)
    assert loaded["type_uid"] == 300410
    assert loaded["entity"]["version"] == "sha256:ab"
    rejected = convert(plain("policy", outcome="refused", reason="not loaded: x"), LOG, INDEX)
    assert (rejected["type_uid"], rejected["status_id"], rejected["severity"]) == (300403, 2, "High")


@pytest.mark.parametrize(
    ("reason", "type_uid"),
    [
        ("started; version 1", 100806),
        ("stopped after a drain", 100807),
        ("restarted: the log before ended without a stop", 100808),
        ("incomplete: 3", 100899),
        ("", 100899),
    ],
)
def test_a_log_starts_and_stops(reason, type_uid):
    event = convert(plain("log", reason=reason), LOG, INDEX)
    assert event["type_uid"] == type_uid
    assert event["log_name"] == LOG


def test_an_original_name_stands_where_the_schema_has_room_for_it():
    assert convert(plain(), LOG, INDEX)["metadata"]["original_event_uid"] == "deck-0/7"
    assert "original_event_uid" not in convert(plain(), LOG, INDEX, "1.6.0")["metadata"]


def test_a_version_that_is_not_written_is_refused():
    with pytest.raises(ValueError, match=r"1\.7\.0"):
        convert(plain(), LOG, INDEX, "1.7.0")


def test_a_line_without_a_time_is_none():
    with pytest.raises(ValueError, match="isoformat"):
        convert({"event": "decision"}, LOG, INDEX)


def test_the_line_itself_stays_as_it_was():
    one = plain(rules=["a/b"], findings={"pii.email": 2}, models=["m"])
    before = copy.deepcopy(one)
    events(one, LOG, INDEX)
    assert one == before


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["method", "reason", "host", "path", "client", "principal", "outcome", "incident"])
def test_whatever_stands_in_a_text_the_event_is_valid(name, text):
    for version in VERSIONS:
        assert not all_mistakes(events(plain(**{"scheme": "https", name: text}), LOG, INDEX, version), version)
