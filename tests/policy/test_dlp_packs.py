"""The packs about content: their cases hold, and every rule of theirs has one that hits."""

from __future__ import annotations

import pytest

from quarterdeck.config.casework import failed_cases
from quarterdeck.config.compose import compose, rule_paths
from quarterdeck.config.schema import Config
from quarterdeck.policy.load import PolicyFile, load_policies
from quarterdeck.services.catalog import load_catalog

PACKS = ("dlp-baseline", "source-code", "classified")
# A file that cannot be read, or code by its language, which the text of a case shows poorly.
WITHOUT_A_HIT = {"classified/unreadable", "source-code/code-elsewhere"}


def pack(name: str) -> PolicyFile:
    (file,) = load_policies(rule_paths([name]))
    return file


@pytest.mark.parametrize("name", PACKS)
def test_the_cases_of_a_pack_hold(name: str) -> None:
    file = pack(name)
    world = compose([file], Config(), run_cases=False)
    assert failed_cases([file], world.policy, world.kit) == []


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_has_a_case_that_hits_and_one_that_does_not(name: str) -> None:
    policy = pack(name).policy
    hit = {case.expect.rule for case in policy.cases}
    assert [rule.id for rule in policy.rules if rule.id not in hit and f"{name}/{rule.id}" not in WITHOUT_A_HIT] == []
    misses = sum(case.expect.action == "allow" for case in policy.cases)
    assert misses * 5 >= len(policy.cases) * 2


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_says_why_and_covers_services_of_ai(name: str) -> None:
    known = {service.category for service in load_catalog().services.values()}
    for rule in pack(name).policy.rules:
        assert rule.reason, rule.id
        asked = {category for one in rule.match.category or () for category in one.is_}
        assert asked, rule.id
        assert asked <= known, rule.id


def test_all_of_the_packs_load_together() -> None:
    files = load_policies(rule_paths(PACKS))
    assert compose(files, Config()).policy is not None
