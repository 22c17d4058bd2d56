"""`quarterdeck check`: all mistakes at once, in four formats, with the exit code that scripts rely on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quarterdeck.services.catalog import rules_dir

GOOD = """\
policy: good
owner: infosec@example.org
ban:
  - service: deepl
    reason: Not here.
cases:
  - {request: "https://www.deepl.com/translator", expect: block}
"""
IMPERFECT = """\
policy: imperfect
ban:
  - service: deepl
    reason: Not here.
cases:
  - {request: "https://www.deepl.com/translator", expect: block}
"""
BAD = """\
policy: bad
owner: infosec@example.org
ban:
  - servise: deepl
  - jurisdiction: China
rules:
  - {id: x, match: {host: "https://a.example/"}, action: forbid}
"""


def test_the_packs_are_without_errors(quarterdeck):
    answer = quarterdeck("check", str(rules_dir() / "policies"), "--format", "json")
    assert answer.code == 0, answer.out
    assert answer.json["ok"] is True
    assert answer.json["files"] == len(list((rules_dir() / "policies").glob("*.yaml")))


def test_the_whole_rules_folder_can_be_checked_with_the_catalogue_in_it(quarterdeck, write):
    answer = quarterdeck("check", str(rules_dir()))
    assert answer.code == 0, answer.out


def test_the_configured_rules_are_checked_when_no_path_is_given(quarterdeck, write):
    write("rules/bad.yaml", BAD)
    write("quarterdeck.yaml", "rules: [baseline, rules]\n")
    assert quarterdeck("check").code == 0
    answer = quarterdeck("check", "-c", "quarterdeck.yaml", "--format", "json")
    assert answer.code == 1
    assert {problem["file"] for problem in answer.json["problems"] if problem["severity"] == "error"} == {
        "rules/bad.yaml"
    }


def test_every_mistake_of_every_file_is_reported_with_its_place(quarterdeck, write):
    write("rules/bad.yaml", BAD)
    write("rules/unknown.yaml", GOOD.replace("good", "unknown").replace("deepl\n", "deepel\n"))
    write("rules/broken.yaml", "policy: [\n")
    write("rules/imperfect.yaml", IMPERFECT)
    answer = quarterdeck("check", "rules", "--format", "json")
    assert answer.code == 1
    found = {(problem["file"], problem["line"]) for problem in answer.json["problems"]}
    bad = {("rules/bad.yaml", line) for line in (4, 5, 7)}
    assert bad | {("rules/unknown.yaml", 4), ("rules/imperfect.yaml", 1)} <= found
    assert any(file == "rules/broken.yaml" for file, _ in found)
    hints = " ".join(problem["hint"] for problem in answer.json["problems"])
    assert "did you mean 'service'?" in hints
    assert "did you mean 'deepl'?" in hints
    keys = {"file", "line", "column", "severity", "code", "message", "hint"}
    assert all(set(problem) == keys for problem in answer.json["problems"])
    severities = [problem["severity"] for problem in answer.json["problems"]]
    assert answer.json["errors"] == severities.count("error")
    assert answer.json["warnings"] == severities.count("warning")


def test_a_name_may_be_that_of_an_entry_in_a_file_that_does_not_load(quarterdeck, write):
    write("rules/services.yaml", "services:\n  - {id: our-llm, nam: Ours}\n")
    write("rules/use.yaml", GOOD.replace("service: deepl", "service: our-llm"))
    answer = quarterdeck("check", "rules", "--format", "json")
    assert {problem["file"] for problem in answer.json["problems"]} == {"rules/services.yaml"}


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
def test_warnings_fail_only_when_strict(quarterdeck, write, options, code):
    write("imperfect.yaml", IMPERFECT)
    answer = quarterdeck("check", "imperfect.yaml", *options)
    assert answer.code == code
    assert "no-owner" in answer.out
    assert "1 warning" in answer.out
    assert quarterdeck("check", "imperfect.yaml", "--format", "json", *options).json["ok"] is (code == 0)


def test_a_case_that_is_no_request_is_a_mistake(quarterdeck, write):
    write("p.yaml", GOOD + '  - {request: {url: "ftp://a.example/"}, expect: allow}\n')
    answer = quarterdeck("check", "p.yaml", "--format", "json")
    assert [(problem["code"], problem["line"]) for problem in answer.json["problems"]] == [("bad-case", 8)]


def test_entries_of_the_catalogue_are_checked(quarterdeck, write):
    write("ours.yaml", "services:\n  - {id: our-llm, name: Ours, vendor: We, category: chatbt, hosts: [a.example]}\n")
    answer = quarterdeck("check", "ours.yaml", "--format", "json")
    assert answer.code == 1
    assert (2, "did you mean 'chatbot'?") in [(one["line"], one["hint"]) for one in answer.json["problems"]]


def test_governed_lists_the_hosts_and_the_rule_responsible(quarterdeck, write):
    write("good.yaml", GOOD)
    answer = quarterdeck("check", "good.yaml", "--governed")
    assert answer.code == 0
    assert "*.deepl.com" in answer.out
    assert "good/ban-service-deepl" in answer.out
    rows = quarterdeck("check", "good.yaml", "--governed", "--format", "json").json["governed"]
    assert all(row["because"] == "good.yaml:4" and row["verdict"] == "inspect" for row in rows)
    assert {service for row in rows for service in row["services"]} == {"deepl"}


def test_governed_says_when_everything_is_intercepted_anyway(quarterdeck, write):
    write("good.yaml", GOOD)
    write("quarterdeck.yaml", "inspect: all\n")
    assert "inspect: all" in quarterdeck("check", "good.yaml", "--governed", "-c", "quarterdeck.yaml").out


def test_governed_has_no_place_in_a_list_of_problems(program):
    answer = program("check", "--governed", "--format", "sarif")
    assert (answer.code, answer.out) == (2, "")


def test_a_path_that_is_none_is_wrong_usage(program):
    answer = program("check", "no-such-folder")
    assert (answer.code, answer.out) == (2, "")
    assert "no-such-folder" in answer.err


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_stdout_is_one_document_and_nothing_else(program, write, form):
    write("bad.yaml", BAD)
    answer = program("check", "bad.yaml", "--format", form)
    assert answer.code == 1
    assert answer.err == ""
    assert isinstance(answer.json, dict)


def test_github_annotations_name_file_line_and_column(program, write):
    write("bad.yaml", BAD)
    answer = program("check", "bad.yaml", "--format", "github")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines
    assert all(line.startswith("::error file=bad.yaml,line=") for line in lines)


def test_no_colours_where_nobody_sees_them(program, write):
    write("bad.yaml", BAD)
    assert "\x1b" not in program("check", "bad.yaml").out


def test_a_changed_copy_of_a_pack_is_checked_as_a_file(quarterdeck, here: Path):
    shutil.copy(rules_dir() / "policies" / "approved-only.yaml", here / "mine.yaml")
    text = (here / "mine.yaml").read_text().replace("azure-openai", "azure-opanai")
    (here / "mine.yaml").write_text(text)
    answer = quarterdeck("check", "mine.yaml")
    assert answer.code == 1
    assert "did you mean 'azure-openai'?" in answer.out
