"""Keys are and, lists are or, and what a name stands for is settled when a match is compiled."""

from __future__ import annotations

import pytest

from quarterdeck.errors import Problem
from quarterdeck.model.principal import Principal
from quarterdeck.policy.dates import read_zone
from quarterdeck.policy.grammar import Match
from quarterdeck.policy.load import load_policies
from quarterdeck.policy.match import LEAVES, Compiler
from quarterdeck.policy.names import Names
from quarterdeck.policy.term import Term
from tests.policy.catalogue import SERVICES, TUESDAY, connection, request

NAMES = Names(SERVICES)


def term(match: str, zone: str = "UTC", problems: list[Problem] | None = None) -> Term:
    text = f"policy: p\nrules:\n  - id: a\n    action: block\n    match: {match}\n"
    (file,) = load_policies(text={"f": text})
    compiler = Compiler(file, NAMES, read_zone(zone), [] if problems is None else problems)
    return compiler.match(file.policy.rules[0].match, ("rules", 0, "match"))


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ("{service: chatgpt, method: POST}", True),
        ("{service: chatgpt, method: GET}", False),
        ("{service: [claude, chatgpt], method: [GET, POST]}", True),
        ("{any: [{service: claude}, {method: POST}]}", True),
        ("{any: [{service: claude}, {method: GET}]}", False),
        ("{all: [{service: chatgpt}, {method: POST}]}", True),
        ("{all: [{service: chatgpt}, {method: GET}]}", False),
        ("{not: {service: chatgpt}}", False),
        ("{not: {service: chatgpt, method: GET}}", True),
        ("{service: chatgpt, not: {any: [{method: GET}, {host: claude.ai}]}}", True),
        ("{service: chatgpt, any: [{not: {not: {method: POST}}}]}", True),
        ("{service: {is: [claude, chatgpt]}, vendor: openai, category: chatbot, jurisdiction: US}", True),
        ("{principal: [{users: bob}, {cidr: 10.0.0.0/8}]}", True),
        ("{principal: {users: ada, cidr: 192.168.0.0/16}}", False),
        ("{principal: {groups: legal}}", None),
        ("{not: {principal: {groups: legal}}}", None),
        ("{principal: {groups: legal}, method: GET}", False),
    ],
)
def test_how_the_parts_of_a_match_combine(match, holds):
    facts = request("chatgpt.com", principal=Principal("10.0.0.7", "ada"))
    assert term(match).test(facts) is holds


def test_all_names_that_stand_for_nothing_are_told_each_at_its_place():
    problems: list[Problem] = []
    term("{service: [kimi, {is: [x, kimmi]}], any: [{vendor: OpnAI}], not: {category: chatbt}}", problems=problems)
    assert [(one.line, one.column, one.message.split("'")[1]) for one in problems] == [
        (5, 35, "x"),
        (5, 38, "kimmi"),
        (5, 63, "OpnAI"),
        (5, 88, "chatbt"),
    ]
    assert [one.hint for one in problems[1:]] == [f"did you mean '{name}'?" for name in ("kimi", "OpenAI", "chatbot")]


def test_a_schedule_without_a_zone_is_in_the_policys():
    ten_in_berlin = request("chatgpt.com", time=TUESDAY - 3600)
    match = "{schedule: {from: 10:00, to: 11:00}}"
    assert term(match, "Europe/Berlin").test(ten_in_berlin) is True
    assert term(match, "UTC").test(ten_in_berlin) is False


@pytest.mark.parametrize(
    ("match", "pending"),
    [
        ("{activity: upload}", False),
        ("{host: example.org, activity: upload}", True),
        ("{host: example.org, any: [{activity: upload}, {opaque: true}]}", True),
        ("{host: example.org, not: {activity: upload}}", True),
        ("{url: 'https://example.org/*', activity: upload}", True),
        ("{any: [{host: example.org}], activity: upload}", False),
    ],
)
def test_a_rule_that_names_the_host_waits_for_the_request_wherever_that_is(match, pending):
    assert (term(match).test(connection("example.org")) is None) is pending


def test_every_key_of_the_grammar_is_compiled():
    elsewhere = {"service", "vendor", "category", "jurisdiction", "any_", "all_", "not_"}
    assert {key for key, _ in LEAVES} | elsewhere == set(Match.model_fields)
    assert len(LEAVES) == len({key for key, _ in LEAVES})
