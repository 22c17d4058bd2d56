from __future__ import annotations

import pytest

from quarterdeck.model.facts import Facts
from tests.policy.catalogue import SERVICES, compiled, connection, request


def value(match: str, facts: Facts) -> bool | None:
    policy = compiled(f"policy: p\nrules: [{{id: r, match: {{{match}}}, action: block}}]")
    return policy.rules[0].test(facts)


# certain: left out, true, false.
@pytest.mark.parametrize(
    ("what", "host", "plain", "true", "false"),
    [
        # The catalogue is certain.
        ("service: {is: deepseek", "deepseek.com", True, True, True),
        ("vendor: {is: DEEPSEEK", "deepseek.com", True, True, True),
        ("category: {is: llm_api", "api.deepseek.com", True, True, True),
        ("jurisdiction: {is: CN", "deepseek.com", True, True, True),
        # It is not certain of the country.
        ("jurisdiction: {is: CN", "kimi.com", None, False, True),
        # It is not certain of the whole entry.
        ("service: {is: maybe-ai", "maybe.example", None, False, True),
        ("vendor: {is: Maybe", "maybe.example", None, False, True),
        ("category: {is: chatbot", "maybe.example", None, False, True),
        ("jurisdiction: {is: CN", "maybe.example", None, False, True),
        # It is not certain of the host.
        ("service: {is: aggregator", "agg.example", True, True, True),
        ("service: {is: aggregator", "old.agg.example", None, False, True),
        ("jurisdiction: {is: CN, basis: owner", "old.agg.example", None, False, True),
        # It says nothing of the sort.
        ("jurisdiction: {is: CN", "chatgpt.com", False, False, False),
        ("jurisdiction: {is: CN", "example.org", False, False, False),
        ("jurisdiction: {is: CN, basis: operator", "agg.example", False, False, False),
        ("jurisdiction: {is: CN, basis: owner", "agg.example", True, True, True),
        ("jurisdiction: {is: CN, basis: any", "agg.example", True, True, True),
        ("jurisdiction: {is: VE", "deepseek.com", False, False, False),
    ],
)
def test_what_the_catalogue_is_not_certain_of_is_unknown(
    what: str, host: str, plain: bool | None, true: bool | None, false: bool | None
) -> None:
    facts = request(host)
    assert value(what + "}", facts) is plain
    assert value(what + ", certain: true}", facts) is true
    assert value(what + ", certain: false}", facts) is false


def test_of_two_entries_the_truer_counts() -> None:
    facts = request("kimi.com")
    assert value("jurisdiction: [CN, {is: CN, certain: false}]", facts) is True
    assert value("jurisdiction: [US, {is: CN, certain: true}]", facts) is False
    assert value("jurisdiction: [{is: CN, certain: true}, CN]", facts) is None


@pytest.mark.parametrize(
    ("match", "host", "expected"),
    [
        ("service: deepseek", "deepseek.com", True),
        ("service: deepseek-web", "deepseek.com", True),
        # api.deepseek.com may be the API or the web site's domain: some of them is not all.
        ("service: deepseek", "api.deepseek.com", True),
        ("service: deepseek-web", "api.deepseek.com", None),
        ("service: chatgpt", "api.deepseek.com", False),
        ("service: chatgpt", "example.org", False),
        ("service: snowflake-cortex", "acme.snowflakecomputing.com", None),
        ("service: maybe-ai", "maybe.example", None),
        ("jurisdiction: {is: CN, certain: false}", "kimi.com", True),
    ],
)
def test_on_a_connection_all_candidates_must_agree(match: str, host: str, expected: bool | None) -> None:
    assert value(match, connection(host)) is expected


def test_every_service_is_found_by_its_own_id_and_only_by_it() -> None:
    for service in SERVICES.values():
        for other in SERVICES.values():
            facts = request(other.hosts[0].host, service=other, candidates=((other, other.hosts[0]),))
            expected = None if service.uncertain else True
            assert value(f"service: {service.id}", facts) is (expected if service is other else False)
