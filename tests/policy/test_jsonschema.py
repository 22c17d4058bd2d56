from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from quarterdeck.errors import Problems
from quarterdeck.policy.jsonschema import DIALECT, keys_at, policy_schema, schema_text
from quarterdeck.policy.load import load_policies
from tests.policy.generated import policies
from tests.policy.test_load import MISTAKES

ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(policy_schema())


def test_the_committed_schema_is_the_one_that_the_code_makes() -> None:
    committed = (ROOT / "rules/schema/policy.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: python -m quarterdeck.policy.jsonschema > rules/schema/policy.json"


def test_it_is_a_schema_of_its_dialect() -> None:
    schema = json.loads(schema_text())
    assert schema["$schema"] == DIALECT
    jsonschema.Draft202012Validator.check_schema(schema)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_what_the_loader_takes_an_editor_takes(data: dict[str, Any]) -> None:
    load_policies(text={"a": yaml.safe_dump(data, allow_unicode=True)})
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


# What only the loader sees: other lines, other files, calendars and registries.
LOADER_ONLY = (
    "stands twice",
    "time zone",
    "cannot be read",
    "bans nothing",
    "options stand on",
    "the prefix",
    "header's",
    "no name",
)
STRUCTURE = [(text, message) for text, message in MISTAKES if text and not any(word in message for word in LOADER_ONLY)]


@pytest.mark.parametrize(("text", "message"), STRUCTURE, ids=[message[8:60] for _, message in STRUCTURE])
def test_an_editor_marks_what_the_loader_refuses(text: str, message: str) -> None:
    assert list(VALIDATOR.iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize("pack", sorted((ROOT / "rules/policies").glob("*.yaml")), ids=lambda pack: pack.stem)
def test_the_packs_are_right_by_the_schema(pack: Path) -> None:
    text = pack.read_text(encoding="utf-8")
    assert "yaml-language-server: $schema=../schema/policy.json" in text.splitlines()[0]
    try:
        (file,) = load_policies([pack])
    except Problems as problems:
        pytest.fail(str(problems))
    assert [error.message for error in VALIDATOR.iter_errors(file.source.data)] == []


def test_the_keys_of_a_place_are_known() -> None:
    assert keys_at(("rules", 0, "match", "any", 1, "not", "principal"))[:2] == ["any", "users"]
    assert "domains_file" in keys_at(("ban", 3))
    assert keys_at(("owner",)) == []
