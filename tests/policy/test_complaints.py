"""What is wrong is said of the place as it was written, once, and not again for what only follows from it."""

from __future__ import annotations

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.complaints import without_empty
from quarterdeck.policy.load import load_policies

RULE = "policy: p\nrules:\n  - {id: a, action: block, match: "


def said(text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        load_policies(text={"f": text})
    return [str(problem) for problem in caught.value.problems]


def test_each_value_of_a_list_is_complained_of_where_it_stands():
    assert said(RULE + "{host: [a, [x]], principal: [{users: a}, {user: b}]}}") == [
        "f:3:46: error: `host`: must be text, not a list",
        "f:3:77: error: unknown key 'user' (did you mean 'users'?)",
    ]


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("{content: {min_count: many}}", "f:3:57: error: `min_count`: must be a whole number, not 'many'"),
        ("{content: {min_count: 1.5}}", "f:3:57: error: `min_count`: must be a whole number, not 1.5"),
        ("{content: {min_confidence: high}}", "f:3:62: error: `min_confidence`: must be a number, not 'high'"),
        ("{content: {min_confidence: 2}}", "f:3:62: error: `min_confidence`: "),
        ("{direction: up}", "f:3:47: error: `direction`: 'up' is not one of request, answer"),
        ("{unlisted_ai: maybe}", "f:3:49: error: `unlisted_ai`: must be true or false, not 'maybe'"),
        ("{host: ''}", "f:3:42: error: `host`: is empty (give it a value, or leave the key out)"),
        ("{tool: [[]]}", "f:3:43: error: `tool`: must be text, not a list"),
        ("{not: [{host: x}]}", "f:3:41: error: `not`: must be a mapping of keys to values, not a list"),
    ],
)
def test_what_is_wanted_is_said_in_plain_words(match, message):
    (found,) = said(RULE + match + "}")
    assert found.startswith(message)


def test_a_long_value_is_not_repeated_whole():
    (found,) = said(RULE + "{host: x}}\nmode: " + "x" * 500)
    assert "xxx..." in found
    assert len(found) < 200


def test_an_unknown_key_that_is_like_none_lists_those_that_are_known():
    (found,) = said("policy: p\nexceptions: [{id: x, rules: a, principal: any, expires: never, zzzz: 1}]\n")
    assert found.endswith("(the keys here are id, rules, principal, match, from, expires, approved_by, ticket, reason)")


def test_a_key_without_a_value_is_told_once_and_nothing_that_follows_from_it():
    assert said("policy: p\nban:\n  - service:\nrules:\n  - id:\n    match: {host: x}\n    action:\n") == [
        "f:3:5: error: 'service' has no value (give it one, or leave the key out)",
        "f:5:5: error: 'id' has no value (give it one, or leave the key out)",
        "f:7:5: error: 'action' has no value (give it one, or leave the key out)",
    ]


def test_null_stays_where_it_is_somebody_elses_to_judge():
    services = [{"id": None}]
    cases = [{"request": {"url": None, "body": {"a": None}}}]
    data = {"ban": None, "owner": None, "services": services, "cases": cases}
    kept, empty = without_empty(data, ("ban",))
    assert kept == {"ban": None, "services": services, "cases": [{"request": {"body": {"a": None}}}]}
    assert empty == {("owner",), ("cases", 0, "request", "url")}
