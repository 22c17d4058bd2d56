"""Records of one situation are alike to every rule that is not asked of each of them."""

from __future__ import annotations

import pytest
from tests.config.logged import asked, logged, world
from tests.policy.catalogue import TUESDAY

from quarterdeck.config.recorded import recorded
from quarterdeck.config.situation import Situation

RULE = "policy: p\nrules: [{id: r, match: {%s}, action: block%s}]\n"


def situations(match: str, more: str = "", **second: object) -> list[object]:
    """The situations of a request, and of one that differs in this."""
    under = world(RULE % (match, more))
    told = Situation(under.policy)
    first = {"url": "https://chatgpt.com/a", "body": "", "time": TUESDAY}
    found = []
    for request in (first, {**first, **second}):
        was = recorded(logged(asked(**request), under), under)
        assert was is not None
        found.append(told.of(was))
    return found


@pytest.mark.parametrize("second", [{"url": "https://chatgpt.com/b"}, {"time": TUESDAY + 60}, {"user": "ada"}])
def test_what_no_rule_asks_for_makes_no_other_situation(second):
    one, other = situations("service: chatgpt", **second)
    if "user" in second:
        # The groups of a user are missing, of nobody they are not.
        one, other = one[:12] + one[13:], other[:12] + other[13:]
    assert one == other


@pytest.mark.parametrize(
    ("match", "more", "second"),
    [
        ("service: chatgpt", "", {"url": "https://claude.ai/a"}),
        ("service: chatgpt", "", {"method": "POST"}),
        ("principal: {users: ada}", "", {"user": "ada"}),
        ("service: chatgpt", ", until: 2026-11-24", {"time": TUESDAY + 86_400}),
    ],
)
def test_what_a_rule_asks_for_does(match, more, second):
    one, other = situations(match, more, **second)
    assert one != other


@pytest.mark.parametrize("match", ["url: '/a*'", "schedule: {days: tue}", "size: '>1KB'", "tenant: {workspace: x}"])
def test_rules_about_path_clock_and_size_are_asked_each_time(match):
    told = Situation(world(RULE % (match, "")).policy)
    assert (told.varying, told.steady) == ({0}, frozenset())


def test_other_rules_are_asked_once():
    told = Situation(world(RULE % ("service: chatgpt, tenant: {key: 'sha256:ab'}", "")).policy)
    assert (told.varying, told.steady) == (frozenset(), {0})
