"""`quarterdeck test`: the cases beside the rules, what failed and what came instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.services.catalog import rules_dir

PACKS = sorted((rules_dir() / "policies").glob("*.yaml"))
POLICY = """\
policy: p
owner: infosec@example.org
ban:
  - service: deepl
    reason: Not here.
"""
CASES = """\
cases:
  - {name: the site, request: "https://www.deepl.com/translator", expect: block}
  - {name: elsewhere, request: "https://www.example.org/", expect: block}
"""


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.stem)
def test_the_cases_of_a_pack_pass(quarterdeck, pack: Path):
    answer = quarterdeck("test", str(pack), "--json")
    assert answer.code == 0, answer.out
    # A pack that takes another in is tested with it.
    cases = {Path(file["file"]).stem: file["cases"] for file in answer.json["files"]}
    assert answer.json["passed"] == sum(cases.values())
    assert cases[pack.stem] > 4


def test_the_packs_together_keep_their_own_cases(quarterdeck):
    answer = quarterdeck("test", str(PACKS[0].parent))
    assert answer.code == 0
    assert "failed" not in answer.out


def test_a_failure_says_where_and_what_came_instead(quarterdeck, write):
    write("p.yaml", POLICY + CASES)
    answer = quarterdeck("test", "p.yaml")
    assert answer.code == 1
    assert "p.yaml: 1 of 2 cases failed" in answer.out
    assert "p.yaml:8: elsewhere" in answer.out
    assert "expected block, but it was allow, by quarterdeck/default (allow)" in answer.out
    assert "1 passed, 1 failed" in answer.out


def test_the_document_names_every_failure(program, write):
    write("p.yaml", POLICY + CASES)
    answer = program("test", "p.yaml", "--json")
    assert answer.code == 1
    assert (answer.json["ok"], answer.json["passed"], answer.json["failed"]) == (False, 1, 1)
    (file,) = answer.json["files"]
    (failure,) = file["failures"]
    assert (failure["file"], failure["line"], failure["name"]) == ("p.yaml", 8, "elsewhere")
    assert failure["expected"] == {"action": "block"}
    assert "it was allow" in failure["failures"][0]


def test_a_policy_without_cases_is_reported(quarterdeck, write):
    write("p.yaml", POLICY)
    answer = quarterdeck("test", "p.yaml")
    assert answer.code == 0
    assert "p.yaml: no cases: nothing proves this policy" in answer.out
    assert quarterdeck("test", "p.yaml", "--json").json["without_cases"] == ["p.yaml"]


def test_a_case_that_is_no_request_fails_its_file(quarterdeck, write):
    write("p.yaml", POLICY + 'cases: [{request: {url: "https://www.deepl.com/", client: me}, expect: block}]\n')
    answer = quarterdeck("test", "p.yaml")
    assert answer.code == 1
    assert "'me' is not an IP address of a client" in answer.out
    assert quarterdeck("test", "p.yaml", "--json").json["failed"] == 1


def test_the_configured_rules_are_tested_when_no_path_is_given(quarterdeck, write):
    write("rules/p.yaml", POLICY + CASES)
    write("quarterdeck.yaml", "rules: [rules]\n")
    assert quarterdeck("test").code == 0
    assert quarterdeck("test", "-c", "quarterdeck.yaml").code == 1


def test_rules_that_do_not_load_cannot_be_tested(program, write):
    write("p.yaml", POLICY.replace("ban:", "bans:"))
    answer = program("test", "p.yaml", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'ban'?" in answer.err
