"""What is right in form and probably wrong in effect: told with its place, and nothing told of rules that are sound."""

from __future__ import annotations

import pytest

from quarterdeck.errors import Problem
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.lint import SUPPLIED, lint
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import SERVICES, TUESDAY

SOUND = """policy: p
owner: infosec@example.org
ban: [{service: chatgpt, reason: No., suggest: [m365-copilot, our own model]}]
rules:
  - {id: r, match: {service: claude, activity: upload}, action: block, reason: No.}
  - {id: s, match: {host: a.example}, action: monitor, reason: Recorded., set_headers: {X-A: "1"}}
exceptions:
  - {id: e, rules: [p/r, ban-*], principal: {cidr: 10.0.0.0/8}, expires: 2030-01-01, approved_by: ciso@example.org}
cases: [{request: claude.ai, expect: allow}]
"""


def found(*texts: str, **options) -> list[Problem]:
    files = load_policies(text={f"{number}.yaml": text for number, text in enumerate(texts)})
    return lint(files, compile_policies(files, SERVICES), now=TUESDAY, **options)


def test_nothing_is_said_of_rules_that_are_sound():
    assert found(SOUND) == []
    assert found("services: [{id: kimi, name: K}]\n") == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("owner: infosec@example.org\n", "", "0.yaml:1:9: warning: the policy has no owner"),
        (
            "cases: [{request: claude.ai, expect: allow}]\n",
            "",
            "0.yaml:1:9: note: the policy has no cases that prove it",
        ),
        (
            "activity: upload}, action: block, reason: No.",
            "activity: upload}, action: block",
            "0.yaml:5:5: warning: the rule 'r' has no reason to tell those whom it stops",
        ),
        ("action: monitor", "action: coach", "0.yaml:6:86: warning: the rule 's' sets headers on requests that it ne"),
        (", approved_by: ciso@example.org", "", "0.yaml:8:5: warning: the exception 'e' does not say who approved it"),
        ("[p/r, ban-*]", "[p/r, p/rr]", "0.yaml:8:26: warning: the exception 'e' names no rule: 'p/rr' (did you mean"),
        (
            "m365-copilot,",
            "m365-copilt,",
            "0.yaml:3:48: note: 'm365-copilt' is suggested, but is no service of the cat",
        ),
        ("service: chatgpt", "domain: zip", "0.yaml:3:16: warning: bans every name that ends in .zip"),
        (
            "service: chatgpt",
            "model_vendor: Nobody",
            "0.yaml:3:22: warning: 'Nobody' is no maker of models that is known, so this matches nothing",
        ),
        (
            "service: claude",
            "model_vendor: Nobody",
            "0.yaml:5:35: warning: 'Nobody' is no maker of models that is known, so this matches nothing",
        ),
        ("2030-01-01", "never", "0.yaml:8:74: note: the exception 'e' never expires"),
    ],
)
def test_what_should_be_looked_at_is_told_at_its_place(before, after, said):
    (problem,) = found(SOUND.replace(before, after))
    assert str(problem).startswith(said)


UNSUPPLIED = [
    ("service: claude", "not: {principal: {groups: legal}}", "principal.groups"),
    ("service: claude", "any: [{client: {kind: sdk}}]", "client"),
    ("activity: upload}", "tenant: {key: x}, budget: {tokens: '>1'}}", "budget"),
    ("principal: {cidr: 10.0.0.0/8}", "principal: {users: ada}", "principal.users"),
]


@pytest.mark.parametrize(("before", "after", "fact"), UNSUPPLIED, ids=[fact for _, _, fact in UNSUPPLIED])
def test_a_fact_that_nothing_supplies_is_an_error_until_a_source_does(before, after, fact):
    (problem,) = found(SOUND.replace(before, after))
    assert (problem.severity, problem.code) == ("error", "no-source")
    assert problem.message == f"reads `{fact}`, a fact that no configured source supplies"
    assert problem.hint
    assert found(SOUND.replace(before, after), sources={*SUPPLIED, fact}) == []


def test_a_detector_that_is_not_loaded_is_an_error():
    text = SOUND.replace("service: claude", "service: claude, content: {detector: [custom.canari, marking.mip.*]}")
    (problem,) = found(text, detectors=["custom.canary"])
    assert (problem.severity, problem.code) == ("error", "no-source")
    assert problem.message == "no detector that is loaded is named 'custom.canari'"
    assert "custom.canary" in problem.hint
    assert found(text, detectors=["custom.canari"]) == []


def test_makers_that_the_table_of_models_knows_are_known():
    assert found(SOUND.replace("service: chatgpt", "model_vendor: nobody"), makers=["Nobody"]) == []


def test_an_allow_that_lifts_nothing_is_told_with_the_exception_that_would():
    allow = (
        "  - {id: ok, match: {service: [claude, kimi], principal: {cidr: 10.0.0.0/8}}, action: allow, reason: Ours.}\n"
    )
    (problem,) = found(SOUND.replace("rules:\n", "rules:\n" + allow))
    assert (problem.line, problem.code) == (5, "idle-allow")
    assert problem.message == "`allow` never lifts a stricter rule, so 'ok' changes nothing where p/r matches"
    proposal = problem.hint.removeprefix("write under `exceptions:` ")
    assert proposal.startswith(
        '{id: ok, rules: [p/r], principal: {cidr: "10.0.0.0/8"}, match: {service: [claude, kimi]}'
    )
    # What is proposed can be pasted.
    pasted = proposal.replace("YYYY-MM-DD", "2030-01-01").replace("WHO", "ciso").replace("WHERE", "SEC-1")
    assert found(SOUND.replace("exceptions:\n", f"exceptions:\n  - {pasted}\n")) == []


def test_an_allow_that_nothing_contradicts_is_left_alone():
    allow = "  - {id: ok, match: {service: deepl}, action: allow, reason: Ours.}\n"
    assert found(SOUND.replace("rules:\n", "rules:\n" + allow)) == []


def test_problems_stand_in_the_order_of_files_and_lines_each_once():
    problems = found(SOUND.replace("owner: infosec@example.org\n", ""), "policy: q\nban: [maybe-ai]\n")
    assert [(one.file, one.code) for one in problems] == [
        ("0.yaml", "no-owner"),
        ("1.yaml", "no-cases"),
        ("1.yaml", "no-owner"),
        ("1.yaml", "uncertain-entries"),
    ]
