"""How far rules reach: what can match nothing, and what is caught or missed because of the catalogue."""

from __future__ import annotations

import pytest

from quarterdeck.model.service import Service
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.lint_reach import reach
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import compiled


def said(text: str, *shared: str) -> list[tuple[str, str, str]]:
    found = reach(compiled("policy: p\n" + text), frozenset(shared))
    return [(problem.code, problem.severity, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("text", "code", "severity", "message"),
    [
        ("ban: [{jurisdiction: FR}]", "never-matches", "note", "'ban-jurisdiction-fr' matches nothing: no service of"),
        (
            "ban: [{service: chatgpt, category: hub}]",
            "never-matches",
            "warning",
            "'ban-service-chatgpt-category-hub' c",
        ),
        (
            "rules: [{id: r, match: {service: {is: maybe-ai, certain: true}}, action: block}]",
            "never-matches",
            "warning",
            "'r' can never match: nothing satisfies all of its keys",
        ),
        (
            "ban: [{jurisdiction: CN}]",
            "uncertain-entries",
            "note",
            "'ban-jurisdiction-cn' catches these only because the catalogue is not certain of them: kimi, maybe-ai",
        ),
        (
            "ban: [snowflake-cortex]",
            "shared-hosts",
            "note",
            "'ban-service-snowflake-cortex' is not enforced on these hosts, which serve much else too: snowflake",
        ),
        (
            "ban: [{domain: a.example}, {domain: a.example}]",
            "duplicate-id",
            "warning",
            "a ban of the id 'ban-domain-a-example' stands already at 0.yaml:2",
        ),
        (
            "rules: [{id: r, match: {host: x}, unless: {service: maybe-ai}, action: block}]",
            "never-lifts",
            "warning",
            "`unless` of 'r' lifts nothing: the catalogue is certain of none of the services",
        ),
        (
            "exceptions: [{id: e, rules: '*', principal: any, match: {service: maybe-ai}, expires: never}]",
            "never-lifts",
            "warning",
            "lifts nothing: the catalogue is certain of none of the services",
        ),
    ],
)
def test_what_reaches_too_far_or_not_far_enough_is_told(text, code, severity, message):
    found = said(text)
    assert [one[:2] for one in found] == [(code, severity)]
    assert found[0][2].startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "ban: [deepseek]",
        # Its entry says that it is intercepted all the same.
        "ban: [azure-openai]",
        "ban: [{service: snowflake-cortex, mode: shadow}]",
        "rules: [{id: r, match: {service: snowflake-cortex}, action: monitor}]",
        "ban: [{jurisdiction: {is: CN, certain: true}}]",
        "ban: [{service: {is: maybe-ai, certain: false}}]",
        "rules: [{id: r, match: {service: maybe-ai}, action: monitor}]",
        "rules: [{id: r, match: {service: maybe-ai}, action: block, on_unknown: skip}]",
        "rules: [{id: r, match: {host: x}, unless: {service: {is: maybe-ai, certain: false}}, action: block}]",
        "rules: [{id: r, match: {host: x}, unless: {service: [maybe-ai, chatgpt]}, action: block}]",
    ],
)
def test_what_reaches_as_far_as_it_says_is_not(text):
    assert said(text) == []


@pytest.mark.parametrize("listed", ["snowflakecomputing.com", "com"])
def test_a_shared_host_that_is_inspected_is_none(listed):
    assert said("ban: [snowflake-cortex]", listed) == []


def test_a_long_list_is_cut_short():
    services = {
        f"maybe-{n:02}": Service(f"maybe-{n:02}", "Maybe", "Maybe", "chatbot", uncertain=True) for n in range(15)
    }
    files = load_policies(text={"f": "policy: p\nban: [{category: chatbot}]\n"})
    (problem,) = reach(compile_policies(files, services), frozenset())
    assert problem.message.endswith("maybe-10, maybe-11 and 3 more")
