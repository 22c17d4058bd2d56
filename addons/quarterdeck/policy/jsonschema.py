"""The JSON Schema of a policy file (draft 2020-12), by which editors complete and check rules."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from quarterdeck.policy.schema import Policy

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generate(GenerateJsonSchema):
    """Leaves out null: a key without a value is a mistake in our files, though pydantic would take None."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", 0) in (None, "", [], {}):
            made = {key: value for key, value in made.items() if key != "default"}
        return made


@cache
def policy_schema() -> dict[str, Any]:
    """The schema, as plain data."""
    schema = Policy.model_json_schema(by_alias=True, mode="validation", schema_generator=_Generate)
    return {"$schema": DIALECT, "title": "Quarterdeck policy file", **_tidy(schema)}


def _tidy(node: Any) -> Any:
    """Without the titles that pydantic derives from names: they say nothing that the key does not."""
    if isinstance(node, dict):
        return {
            key: {name: _tidy(inner) for name, inner in value.items()}
            if key in ("properties", "$defs")
            else _tidy(value)
            for key, value in node.items()
            if key != "title"
        }
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    return node


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand in the mapping at a path of a policy file, in the order of the schema."""
    schema = policy_schema()
    nodes = [schema]
    for step in path:
        nodes = [inner for node in nodes for inner in _inside(node, step, schema["$defs"])]
    found = {
        key: None
        for node in nodes
        for option in _options(node, schema["$defs"])
        for key in option.get("properties", ())
    }
    return list(found)


def _options(node: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in node:
        node = definitions[node["$ref"].rpartition("/")[2]]
    options = [node]
    for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        options += _options(option, definitions)
    return options


def _inside(node: dict[str, Any], step: str | int, definitions: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for option in _options(node, definitions):
        inner = option.get("items") if isinstance(step, int) else option.get("properties", {}).get(step)
        if isinstance(inner, dict):
            found.append(inner)
    return found


def schema_text() -> str:
    """The text of rules/schema/policy.json: `python -m quarterdeck.policy.jsonschema > rules/schema/policy.json`."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
