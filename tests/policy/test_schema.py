from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies
from quarterdeck.policy.schema import Policy
from tests.policy.generated import policies


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_what_is_dumped_is_loaded_equal(data: dict[str, Any]) -> None:
    (first,) = load_policies(text={"a": yaml.safe_dump(data, allow_unicode=True)})
    dumped = first.policy.model_dump(mode="json", by_alias=True, exclude_unset=True)
    (again,) = load_policies(text={"a": yaml.safe_dump(dumped, allow_unicode=True)})
    assert again.policy == first.policy


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in _inside(field.annotation):
                models(inner, seen)
    return seen


def _inside(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [inner for part in getattr(annotation, "__args__", ()) for inner in _inside(part)]


@pytest.mark.parametrize("model", sorted(models(Policy, set()), key=lambda model: model.__name__))
def test_every_key_is_described_in_a_sentence(model: type[BaseModel]) -> None:
    assert model.__doc__
    assert model.model_config["extra"] == "forbid"
    for name, field in model.model_fields.items():
        assert field.description, name
        assert field.description.rstrip().endswith((".", "...")), name


def test_numbers_may_stand_where_text_is_wanted() -> None:
    (file,) = load_policies(
        text={
            "a": "policy: p\nreferences: [2313]\nexceptions:\n  - {id: 7, rules: '*', principal: "
            "{users: 1234}, expires: never, ticket: 42}\n"
        }
    )
    assert file.policy.references == ("2313",)
    assert file.policy.exceptions[0].principal[0].users == ("1234",)


SHORT = """
policy: p
ban: [x, {jurisdiction: CN}]
rules:
  - {id: a, action: block, match: {vendor: V, opaque: true, artifact: weights, principal: any}}
"""
LONG = """
policy: p
ban: [{service: [{is: [x]}]}, {jurisdiction: [{is: [CN]}]}]
rules:
  - id: a
    action: block
    match: {vendor: [{is: [V]}], opaque: ["*"], artifact: [{kind: [weights]}], principal: [{any: true}]}
"""


def test_shorthands_are_the_long_form() -> None:
    one, other = load_policies(text={"short": SHORT, "long": LONG})
    assert one.policy == other.policy


ASKING = "policy: p\nrules:\n  - {id: r, match: {%s}, action: block, evidence: %s}\n"


@pytest.mark.parametrize(
    ("written", "characters"), [("excerpt", 200), ("{}", 200), ("{excerpt: 1}", 1), ("{excerpt: 1000}", 1000)]
)
def test_evidence_is_asked_for_by_a_word_or_by_how_much(written: str, characters: int) -> None:
    (file,) = load_policies(text={"a": ASKING % ("content: secrets.*", written)})
    evidence = file.policy.rules[0].evidence
    assert evidence is not None
    assert evidence.excerpt == characters


@pytest.mark.parametrize(
    ("match", "written", "said"),
    [
        ("content: secrets.*", "everything", "must be a mapping of keys to values"),
        ("content: secrets.*", "{excerpt: 0}", "greater than or equal to 1"),
        ("content: secrets.*", "{excerpt: 1001}", "less than or equal to 1000"),
        ("content: secrets.*", "{excerpt: '20'}", "must be a whole number"),
        ("content: secrets.*", "{prompt: 20}", "prompt"),
        ("host: a.example", "excerpt", "stands on a rule that is about no findings, so there is nothing to show"),
        ("not: {content: 'pii.*'}", "excerpt", "stands on a rule that is about no findings"),
    ],
)
def test_evidence_that_could_not_be_kept_is_a_mistake_at_its_place(match: str, written: str, said: str) -> None:
    with pytest.raises(Problems) as raised:
        load_policies(text={"a": ASKING % (match, written)})
    (problem,) = raised.value.problems
    assert said in f"{problem.message} {problem.hint}"
    assert problem.line == 3
