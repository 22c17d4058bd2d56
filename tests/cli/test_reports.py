"""Problems as people, scripts and GitHub read them."""

from __future__ import annotations

import click

from quarterdeck.cli.reports import as_github, as_json, as_text
from quarterdeck.errors import Problem

PROBLEMS = [
    Problem("a.yaml", 3, 5, "is wrong", "make it right", "wrong", "error"),
    Problem("a.yaml", 0, 0, "look here", "", "look", "warning"),
    Problem("b,c:d.yaml", 1, 1, "100% true\nand on two lines", "", "true", "note"),
]


def text(problems, checked):
    return [click.unstyle(line) for line in as_text(problems, checked)]


def test_a_person_reads_place_severity_message_code_and_hint():
    lines = text(PROBLEMS, 2)
    assert lines[:3] == [
        "a.yaml:3:5: error: is wrong [wrong]",
        "    make it right",
        "a.yaml: warning: look here [look]",
    ]
    assert lines[-1] == "2 files checked: 1 error, 1 warning, 1 note"


def test_nothing_wrong_is_said_too():
    assert text([], 1) == ["1 file checked: no problems"]


def test_the_document_counts_and_lists():
    document = as_json(PROBLEMS, 2, ok=False)
    assert (document["ok"], document["files"]) == (False, 2)
    assert (document["errors"], document["warnings"], document["notes"]) == (1, 1, 1)
    assert document["problems"][0] == {
        "file": "a.yaml",
        "line": 3,
        "column": 5,
        "severity": "error",
        "code": "wrong",
        "message": "is wrong",
        "hint": "make it right",
    }


def test_annotations_are_escaped():
    assert list(as_github(PROBLEMS)) == [
        "::error file=a.yaml,line=3,col=5,title=wrong::is wrong (make it right)",
        "::warning file=a.yaml,title=look::look here",
        "::notice file=b%2Cc%3Ad.yaml,line=1,col=1,title=true::100%25 true%0Aand on two lines",
    ]
