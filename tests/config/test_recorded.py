"""A line tells the facts that it holds, and names those that it does not."""

from __future__ import annotations

import json

import pytest
from tests.config.logged import asked, logged, tunnel, world
from tests.policy.catalogue import TUESDAY

from quarterdeck.audit.line import Line
from quarterdeck.config.recorded import NotARecord, moment, recorded, request_facts
from quarterdeck.config.request import exchange_of
from quarterdeck.engine import reading
from quarterdeck.engine.facts import request_facts as facts_of
from quarterdeck.engine.reading import unread
from quarterdeck.model.decision import Action
from quarterdeck.model.facts import Stage

UNDER = world("policy: p\nrules: [{id: r, match: {service: openai-api}, action: monitor}]\n")
READING = world("policy: q\nrules: [{id: r, match: {content: {detector: 'secrets.*'}}, action: block}]\n")
CHAT = asked("https://api.openai.com/v1/chat/completions?x=1", json.dumps({"model": "gpt-4o", "messages": []}))
WEIGHTS = asked("https://huggingface.co/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors")
NEVER = {f"tenant.{name}" for name in ("workspace", "organization", "project", "key")} | {"principal.devices"}


def told(line, under=UNDER):
    return request_facts(line, under)


@pytest.mark.parametrize(
    "stated", [CHAT, WEIGHTS, asked("http://kimi.com/a/../b%2e?q"), asked("https://x.org:8443/", "a=b")]
)
def test_what_a_line_holds_is_what_the_request_told(stated):
    exchange = exchange_of(stated, UNDER.kit.catalog)
    read = reading(exchange, UNDER.policy, UNDER.kit)
    real = facts_of(read, UNDER.kit, unread(read, {}))
    found = told(logged(stated, UNDER, Line(None, url="full")))
    same = ("stage", "time", "destination", "candidates", "service", "method", "path", "query", "activity", "format")
    same += ("models", "makers", "artifact", "artifact_host", "opaque", "size")
    assert [(name, getattr(found, name)) for name in same] == [(name, getattr(real, name)) for name in same]
    assert found.principal.client == "10.0.0.7"
    assert found.unrecorded - {"content.file_type"} == NEVER


def test_of_another_version_of_the_rules_it_is_not_known_what_was_looked_for():
    assert "content" in told(logged(CHAT, world("policy: other\n"))).unrecorded
    assert "content" not in told(logged(CHAT, UNDER)).unrecorded


def test_an_address_without_its_path_leaves_the_path_open():
    found = told(logged(CHAT, UNDER, Line(None, url="host")))
    assert (found.path, "url" in found.unrecorded) == ("", True)
    assert found.service is not None


def test_a_path_that_was_cut_is_not_known():
    line = logged(asked("https://api.openai.com/" + "x" * 3000), UNDER)
    assert line["truncated"]
    assert "url" in told(line).unrecorded


def test_pseudonyms_are_nobody():
    found = told(logged(asked("https://api.openai.com/", user="ada"), UNDER, Line(b"key")))
    assert found.principal.user is None
    assert {"principal.users", "principal.groups", "principal.cidr"} <= found.unrecorded


def test_a_name_in_clear_is_known_and_its_groups_are_not():
    found = told(logged(asked("https://api.openai.com/", user="ada"), UNDER))
    assert found.principal.user == "ada"
    assert "principal.groups" in found.unrecorded
    assert "principal.users" not in found.unrecorded


def test_whoever_was_not_identified_has_no_groups_that_could_be_missing():
    assert not any(name in told(logged(CHAT, UNDER)).unrecorded for name in ("principal.groups", "principal.users"))


def test_models_that_could_not_be_read_are_unknown_and_those_that_were_cut_are_open():
    assert told({**logged(CHAT, UNDER), "models": "unknown"}).models is None
    cut = told({**logged(CHAT, UNDER), "models": ["a"] * 50, "truncated": True})
    assert (cut.models, "model" in cut.unrecorded) == (None, True)
    whole = told({**logged(CHAT, UNDER), "models": ["a"], "truncated": True})
    assert (whole.models, "model" in whole.unrecorded) == (("a",), False)


def test_an_artifact_whose_kind_its_path_does_not_tell_is_known_by_name_alone():
    line = logged(WEIGHTS, UNDER, Line(None, url="host"))
    found = told(line)
    assert found.artifact is not None
    assert (found.artifact.kind, found.artifact.registry) == ("", "huggingface")
    assert (found.artifact.name, "artifact" in found.unrecorded) == ("deepseek-ai/deepseek-r1", True)


def test_what_was_not_kept_of_a_body_may_be_of_any_size_and_say_anything():
    found = told({**logged(CHAT, UNDER), "unread": ["too-large"]})
    assert found.size is None
    assert {"size", "opaque", "content"} <= found.unrecorded
    assert found.opaque == ("too-large",)


def test_a_file_that_was_not_opened_then_would_be_by_rules_that_ask_what_is_in_it():
    line = {**logged(CHAT, UNDER), "unread": ["file"]}
    assert "opaque" in told(line, READING).unrecorded
    assert "opaque" not in told(line, UNDER).unrecorded


def test_a_body_of_no_known_format_is_read_by_rules_that_ask_what_bodies_say():
    line = logged(asked("https://example.org/x", "CANARY-1!"), UNDER)
    assert told(line, READING).models is None
    assert {"model", "opaque"} <= told(line, READING).unrecorded
    assert told(line, UNDER).models == ()
    # And is not read by those that do not.
    line = {**line, "policy_version": "other", "unread": ["binary"], "models": "unknown"}
    assert "opaque" in told(line, UNDER).unrecorded


def test_the_service_is_the_recorded_one_where_a_header_may_have_told_it():
    assert told({**logged(CHAT, UNDER), "service": "claude", "policy_version": "other"}).service.id == "openai-api"
    assert told({**logged(CHAT, UNDER), "service": None}).service is None


def test_findings_are_as_many_as_were_counted():
    line = logged(asked("https://example.org/x", "CANARY-1! CANARY-2!"), READING)
    was = recorded(line, READING)
    assert was is not None
    assert [one.detector for one in was.facts.findings or ()] == ["secrets.canary"] * 2
    assert was.counted == (("secrets.canary", 2),)
    assert "content.confidence" in was.facts.unrecorded


def test_a_decision_comes_with_the_rules_that_made_it_but_not_the_default_one():
    assert recorded(logged(CHAT, UNDER), UNDER).rules == ("p/r",)
    assert recorded(logged(CHAT, UNDER), UNDER).action is Action.MONITOR
    other = recorded(logged(asked("https://example.org/"), UNDER), UNDER)
    assert (other.rules, other.action) == ((), Action.ALLOW)


def test_a_tunnel_is_a_connection_that_was_allowed():
    was = recorded(tunnel("api.openai.com"), UNDER)
    assert (was.action, was.facts.stage, was.rules) == (Action.ALLOW, Stage.CONNECTION, ())
    assert [service.id for service, _ in was.facts.candidates] == ["openai-api"]


@pytest.mark.parametrize(
    "line",
    [
        {"event": "decision", "rules": ["p/r"]},
        {**logged(CHAT, UNDER), "time": "yesterday"},
        {**logged(CHAT, UNDER), "action": "applaud"},
        {**logged(CHAT, UNDER), "findings": 7},
        {**tunnel("x.org"), "host": 7},
        {"no": "event"},
        [],
    ],
)
def test_what_is_no_record_is_told_as_such(line):
    with pytest.raises(NotARecord):
        recorded(line, UNDER)


def test_times_are_read_to_the_millisecond():
    assert moment("2026-11-24T10:00:00.250Z") == TUESDAY + 0.25
