"""All files become one set, whatever their order; what does not fit is told at once; the version says what decides."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.compile import compile_policies, names_rule
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import SERVICES, compiled

FILES = {
    "b.yaml": "policy: b\nban: [deepseek]\nrules:\n  - {id: z, match: {host: x.example}, action: monitor}\n",
    "a.yaml": "policy: a\nrules:\n  - {id: c, match: {host: x.example}, action: block}\n"
    "  - {id: a, match: {host: x.example}, action: block}\n",
    "c.yaml": "policy: c\nexceptions: [{id: e, rules: [a/*, 'b/z'], principal: any, expires: never}]\n",
}


def test_no_order_of_files_can_be_told_from_the_set():
    files = load_policies(text=FILES)
    sets = [compile_policies(order, SERVICES) for order in permutations(files)]
    assert {tuple(rule.name for rule in one.rules) for one in sets} == {
        ("a/a", "a/c", "b/ban-service-deepseek", "b/z"),
    }
    assert {one.version for one in sets} == {sets[0].version}
    lifted = {rule.name: [one.lifted.id for one in rule.exceptions] for rule in sets[0].rules}
    assert lifted == {"a/a": ["e"], "a/c": ["e"], "b/ban-service-deepseek": [], "b/z": ["e"]}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("policy: p\nban: [deepseek]\n", "policy: p\nban: [deepseek]\n", True),
        # Comments and spelling decide nothing; everything else may.
        ("policy: p\nban: [deepseek]\n", "policy: p # why\nban:\n  - deepseek\n", True),
        ("policy: p\nban: [deepseek]\n", "policy: p\nban: [kimi]\n", False),
        ("policy: p\nban: [deepseek]\n", "policy: p\nmode: shadow\nban: [deepseek]\n", False),
        ("policy: p\nban: [deepseek]\n", "policy: p\nban: [{service: deepseek, until: 2026-12-31}]\n", False),
    ],
)
def test_the_version_changes_with_what_decides(before, after, same):
    assert (compiled(before).version == compiled(after).version) is same


def test_the_version_changes_with_the_services_that_a_name_stands_for():
    files = load_policies(text={"p.yaml": "policy: p\nban: [deepseek]\n"})
    more = {**SERVICES, "deepseek-x": replace(SERVICES["deepseek-web"], id="deepseek-x")}
    other = {**SERVICES, "kimi-x": replace(SERVICES["kimi"], id="kimi-x")}
    versions = [compile_policies(files, services).version for services in (SERVICES, more, other)]
    assert versions[0] == versions[2] != versions[1]


def test_everything_that_does_not_fit_is_told_at_once():
    texts = {
        "a.yaml": "policy: a\nban: [deepsek, {vendor: Nobody}]\nrules:\n"
        "  - {id: r, match: {category: chatbots}, unless: {service: [kimi, kimmi]}, action: block}\n",
        "b.yaml": "policy: a\nrules:\n  - {id: r, match: {host: x.example}, action: block}\n",
    }
    with pytest.raises(Problems) as caught:
        compile_policies(load_policies(text=texts), SERVICES)
    assert [str(problem).partition(" (")[0] for problem in caught.value.problems] == [
        "a.yaml:2:7: error: 'deepsek' is neither a service nor a family of services in the catalogue",
        "a.yaml:2:25: error: 'Nobody' is no vendor of the catalogue, nor an alias of one",
        "a.yaml:4:31: error: 'chatbots' is no category of the catalogue",
        "a.yaml:4:67: error: 'kimmi' is neither a service nor a family of services in the catalogue",
        "b.yaml:3:5: error: the rule 'a/r' stands already at a.yaml:4",
    ]


def test_a_rule_always_has_something_to_say():
    policy = compiled(
        "policy: p\nban: [deepseek]\nrules:\n"
        "  - {id: a, match: {host: a.example}, action: block}\n"
        "  - {id: b, match: {host: b.example}, action: block, description: Keeps b away.}\n"
        "  - {id: c, match: {host: c.example}, action: block, description: x, reason: It is c.}\n"
    )
    assert {rule.id: rule.reason.text for rule in policy.rules} == {
        "a": "The rule a gives no reason.",
        "b": "Keeps b away.",
        "ban-service-deepseek": "Service deepseek is banned.",
        "c": "It is c.",
    }


@pytest.mark.parametrize(
    ("glob", "policy", "names"),
    [
        ("p/rule-one", "q", True),
        ("P/Rule_One", "q", True),
        ("rule-*", "p", True),
        ("rule-one", "q", False),
        ("*", "q", False),
        ("*/*", "q", True),
        ("p/rule", "p", False),
    ],
)
def test_a_glob_without_a_slash_is_about_the_rules_of_its_own_policy(glob, policy, names):
    (rule,) = compiled("policy: p\nrules: [{id: rule-one, match: {host: a.example}, action: block}]\n").rules
    assert names_rule(glob, policy, rule) is names


def test_a_set_captures_as_much_as_the_rule_that_asks_for_most():
    rule = "  - {id: %s, match: {content: secrets.*}, action: block%s}\n"
    silent = rule % ("a", "")
    asking = rule % ("b", ", evidence: {excerpt: 30}") + rule % ("c", ", evidence: excerpt")
    text = "policy: p\nrules:\n"
    assert compile_policies(load_policies(text={"p": text + silent}), {}).captures == 0
    made = compile_policies(load_policies(text={"p": text + silent + asking}), {})
    assert made.captures == 200
    assert {rule.id: rule.excerpt for rule in made.rules} == {"a": 0, "b": 30, "c": 200}
