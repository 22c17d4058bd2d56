"""What is known of a connection before its first request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterdeck.engine import (
    judge_connection,
)
from quarterdeck.model.decision import Verdict
from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal

from .exchanges import KIT, policy


@pytest.mark.parametrize(
    ("host", "client", "verdict", "because"),
    [
        ("chat.deepseek.com", "192.0.2.7", Verdict.INSPECT, "p.yaml:3"),
        ("chat.deepseek.com", "10.1.2.3", Verdict.TUNNEL, "no rule governs chat.deepseek.com"),
        ("huggingface.co", "192.0.2.7", Verdict.INSPECT, "p.yaml:4"),
        ("www.example.org", "192.0.2.7", Verdict.TUNNEL, "no rule governs www.example.org"),
        ("acme.snowflakecomputing.com", "192.0.2.7", Verdict.TUNNEL, "no rule governs acme.snowflakecomputing.com"),
    ],
)
def test_a_connection_is_read_where_a_rule_could_matter(host, client, verdict, because):
    rules = policy(
        "rules:\n"
        "  - {id: r, match: {service: deepseek}, unless: {principal: {cidr: 10.0.0.0/8}}, action: block}\n"
        "  - {id: a, match: {artifact: weights}, action: monitor}\n"
        "  - {id: s, match: {service: snowflake-cortex}, action: block}"
    )
    found = judge_connection(Destination(host, 443), Principal(client), 1000.0, rules, KIT)
    assert (found.verdict, found.because) == (verdict, because)


def test_a_shared_host_is_read_where_the_configuration_lists_it():
    kit = replace(KIT, inspect_shared=frozenset({"snowflakecomputing.com"}))
    destination = Destination("acme.snowflakecomputing.com", 443)
    found = judge_connection(destination, Principal("192.0.2.7"), 1000.0, policy("ban: [snowflake-cortex]"), kit)
    assert found.verdict is Verdict.INSPECT
