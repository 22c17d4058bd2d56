"""SARIF 2.1.0 as its specification demands it of a log, a run, a rule and a result."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from quarterdeck.cli.sarif import sarif, uri
from quarterdeck.errors import Problem

# What the published schema requires of the parts that are used here; nothing else may stand in them.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
    },
}
PLACE = {
    "type": "object",
    "required": ["artifactLocation"],
    "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$"}},
        },
        "region": {
            "type": "object",
            "required": ["startLine"],
            "properties": {
                "startLine": {"type": "integer", "minimum": 1},
                "startColumn": {"type": "integer", "minimum": 1},
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": {"type": "object", "properties": {"physicalLocation": PLACE}}},
    },
}
DRIVER = {
    "type": "object",
    "required": ["name", "rules"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    },
}
RUN = {
    "type": "object",
    "required": ["tool", "results"],
    "additionalProperties": False,
    "properties": {
        "tool": {"type": "object", "required": ["driver"], "properties": {"driver": DRIVER}},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
}
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
}

PROBLEMS = [
    Problem("a b.yaml", 3, 5, "is wrong", "make it right", "wrong", "error"),
    Problem("rules/ü.yaml", 0, 0, "the whole file", "", "whole", "warning"),
    Problem("a b.yaml", 4, 0, "is wrong here too", "", "wrong", "note"),
]


@pytest.mark.parametrize("problems", [PROBLEMS, []], ids=["some", "none"])
def test_the_log_is_valid(problems):
    jsonschema.validate(sarif(problems, Path("/work")), LOG)


def test_each_result_points_at_its_rule_and_its_place():
    (run,) = sarif(PROBLEMS, Path("/work"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["whole", "wrong"]
    assert rules[1]["defaultConfiguration"] == {"level": "error"}
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["wrong", "whole", "wrong"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0] == {
        "artifactLocation": {"uri": "a%20b.yaml"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    assert "region" not in places[1]
    assert places[2]["region"] == {"startLine": 4, "startColumn": 1}
    assert run["results"][0]["message"]["text"] == "is wrong (make it right)"


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("rules/a.yaml", "rules/a.yaml"),
        ("/work/rules/a.yaml", "rules/a.yaml"),
        ("/etc/quarterdeck/a.yaml", "file:///etc/quarterdeck/a.yaml"),
        ("a%b#c.yaml", "a%25b%23c.yaml"),
    ],
)
def test_a_file_under_the_root_is_relative(file, shown):
    assert uri(file, Path("/work")) == shown
