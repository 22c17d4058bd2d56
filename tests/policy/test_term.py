"""How terms combine: what must hold for them to matter, what they read, and what is not told yet."""

from __future__ import annotations

import pytest

from quarterdeck.policy.term import ALWAYS, NEVER, Gate, Term, both, either, opposite, pending_with_service
from tests.policy.catalogue import connection, request

FACTS = request("example.org")
A: Gate = ("service", "a")
B: Gate = ("service", "b")
HOST: Gate = ("host", "a.example")
MODEL: Gate = ("model", "*x*")


def made(value: bool | None, *gates: Gate, reads: str = "", services: dict[str, bool] | None = None) -> Term:
    return Term(lambda _: value, frozenset(gates) or None, frozenset(reads.split()), services)


TRUTH = [False, None, True]


@pytest.mark.parametrize("one", TRUTH)
@pytest.mark.parametrize("other", TRUTH)
def test_terms_follow_kleene(one, other):
    assert both([made(one), made(other)]).test(FACTS) is min(one, other, key=TRUTH.index)
    assert either([made(one), made(other)]).test(FACTS) is max(one, other, key=TRUTH.index)
    assert opposite(made(one)).test(FACTS) is (None if one is None else not one)


@pytest.mark.parametrize(
    ("terms", "of_both", "of_either"),
    [
        ([made(True, A), made(True)], {A}, None),
        ([made(True, A, B), made(True, HOST)], {A, B}, {A, B, HOST}),
        ([made(True, MODEL), made(True, HOST)], {HOST}, {MODEL, HOST}),
        ([made(True, A, B), made(True, A)], {A}, {A, B}),
        ([made(True), made(True)], None, None),
        ([made(True, A), NEVER], set(), {A}),
        ([made(True, A), ALWAYS], {A}, None),
    ],
)
def test_of_both_the_most_selective_gates_count_and_of_either_all(terms, of_both, of_either):
    for order in (terms, terms[::-1]):
        assert both(order).gates == (None if of_both is None else frozenset(of_both))
        assert either(order).gates == (None if of_either is None else frozenset(of_either))


def test_nothing_can_be_said_beforehand_of_where_a_term_does_not_hold():
    term = opposite(made(True, A, reads="service", services={"a": True}))
    assert (term.gates, term.reads, term.services) == (None, {"service"}, None)


def test_a_combination_reads_all_that_its_parts_read():
    parts = [made(True, reads="service"), made(False, reads="model principal.users")]
    assert both(parts).reads == either(parts).reads == {"service", "model", "principal.users"}


@pytest.mark.parametrize(
    ("one", "other", "of_both", "of_either"),
    [
        ({"a": True, "b": True}, {"b": False, "c": True}, {"b": False}, {"a": True, "b": True, "c": True}),
        ({"a": True}, None, {"a": True}, None),
        (None, None, None, None),
        ({"a": True}, {"b": True}, {}, {"a": True, "b": True}),
    ],
)
def test_the_services_that_a_combination_can_be_about(one, other, of_both, of_either):
    for order in ((one, other), (other, one)):
        terms = [made(True, services=services) for services in order]
        assert both(terms).services == of_both
        assert either(terms).services == of_either


@pytest.mark.parametrize(
    ("facts", "named", "value"),
    [
        (request("chatgpt.com"), False, True),
        (request("example.org"), False, True),
        (connection("chatgpt.com"), False, None),
        (connection("example.org"), False, False),
        (connection("example.org"), True, None),
        (connection("example.org", artifact_host=True), False, None),
    ],
)
def test_what_only_a_request_tells_is_pending_where_an_ai_service_may_be(facts, named, value):
    assert pending_with_service(lambda _: True, named)(facts) is value
