"""What the calendar says: over, nearly over, without end, due for review, or the wrong way round."""

from __future__ import annotations

import pytest

from quarterdeck.policy.lint_dates import dates
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import TUESDAY

# `now` is 2026-11-24 10:00 UTC.
BAN = "policy: p\nban:\n  - {{service: kimi, {}}}\n"
RULE = "policy: p\nrules:\n  - {{id: r, match: {{host: x}}, action: block, {}}}\n"
EXCEPTION = "policy: p\nexceptions:\n  - {{id: e, rules: '*', principal: any, {}}}\n"
POLICY = "policy: p\n{}\nban: [kimi]\n"


def said(text: str) -> list[tuple[str, str, str]]:
    (file,) = load_policies(text={"f": text})
    return [(problem.code, problem.severity, problem.message) for problem in dates(file, TUESDAY)]


@pytest.mark.parametrize(
    ("text", "code", "severity", "message"),
    [
        (BAN.format("until: 2026-11-23"), "expired", "warning", "the ban ended on 2026-11-23, so it does nothing"),
        (RULE.format("until: 2026-11-23"), "expired", "warning", "the rule 'r' ended on 2026-11-23"),
        (POLICY.format("until: 2026-11-23"), "expired", "warning", "the policy 'p' ended on 2026-11-23"),
        (EXCEPTION.format("expires: 2026-11-23"), "expired", "warning", "the exception 'e' ended on 2026-11-23"),
        (BAN.format("until: 2026-11-24"), "expiring", "warning", "the ban ends on 2026-11-24, within 14 days"),
        (EXCEPTION.format("expires: 2026-12-07"), "expiring", "warning", "the exception 'e' ends on 2026-12-07"),
        (EXCEPTION.format("expires: never"), "never-expires", "note", "the exception 'e' never expires"),
        (RULE.format("review_by: 2026-11-23"), "review", "warning", "the rule 'r' was to be reviewed by 2026-11-23"),
        (POLICY.format("review_by: 2026-11-23"), "review", "warning", "the policy 'p' was to be reviewed by"),
        (
            RULE.format("from: 2027-06-02, until: 2027-06-01"),
            "never-in-force",
            "warning",
            "the rule 'r' ends before it begins",
        ),
        (
            EXCEPTION.format("from: 2027-06-02, expires: 2027-06-01"),
            "never-in-force",
            "warning",
            "the exception 'e' ends before it begins",
        ),
    ],
)
def test_a_date_to_look_at_is_told(text, code, severity, message):
    (found,) = said(text)
    assert found[:2] == (code, severity)
    assert found[2].startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        BAN.format("until: 2026-12-08"),
        RULE.format("review_by: 2026-11-24"),
        RULE.format("from: 2027-01-01, until: 2027-01-01"),
        EXCEPTION.format("expires: 2027-01-01"),
        RULE.format("from: 2020-01-01"),
    ],
)
def test_a_date_that_is_far_off_or_that_begins_something_is_not(text):
    assert said(text) == []


def test_a_day_ends_in_the_policys_zone():
    text = "policy: p\ntz: Pacific/Kiritimati\nban: [{service: kimi, until: 2026-11-24T20:00}]\n"
    assert [code for code, _, _ in said(text)] == ["expired"]
    assert [code for code, _, _ in said(text.replace("Pacific/Kiritimati", "UTC"))] == ["expiring"]


def test_the_place_is_that_of_the_date():
    (file,) = load_policies(text={"f": BAN.format("until: 2026-11-23")})
    (problem,) = dates(file, TUESDAY)
    assert (problem.file, problem.line, problem.column) == ("f", 3, 28)
