"""A strict reading of the published schema of OCSF: what is wrong with an event, one sentence a mistake.

Stricter than the framework's own server, which only warns of an attribute that is deprecated or a caption that differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent / "schema"
LONG = 1 << 63


@cache
def published(version: str) -> dict[str, Any]:
    return json.loads((SCHEMA / f"ocsf-{version}.json").read_text(encoding="utf-8"))


def mistakes(event: Any, version: str) -> list[str]:
    return list(_event(event, published(version)))


def _event(event: Mapping[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    kinds = [kind for kind in schema["classes"].values() if kind["uid"] == event.get("class_uid")]
    if not kinds:
        yield f"no class has the number {event.get('class_uid')}"
        return
    metadata = event.get("metadata", {})
    applied = set(metadata.get("profiles", ()))
    if unknown := applied - set(kinds[0]["profiles"]):
        yield f"the class does not take the profiles {unknown}"
    if metadata.get("version") != schema["version"]:
        yield f"it says to be of version {metadata.get('version')}"
    if event.get("type_uid") != event["class_uid"] * 100 + event.get("activity_id", -1):
        yield f"type_uid {event.get('type_uid')} is not 100 classes and the activity"
    yield from _object(event, kinds[0], schema, applied, "event")


def _object(
    value: Mapping[str, Any], kind: dict[str, Any], schema: dict[str, Any], applied: set[str], where: str
) -> Iterator[str]:
    attributes = kind["attributes"]
    allowed = {name for name, said in attributes.items() if applied.intersection(said.get("profiles", applied or {""}))}
    allowed |= {name for name, said in attributes.items() if "profiles" not in said}
    for name in value:
        if name not in attributes:
            yield f"{where}.{name} is not in the schema"
        elif name not in allowed:
            yield f"{where}.{name} is of a profile that is not applied"
    for name in sorted(allowed):
        if name in value:
            yield from _attribute(value, name, attributes, schema, applied, f"{where}.{name}")
        elif attributes[name]["requirement"] == "required":
            yield f"{where}.{name} is required"
    for constraint, names in kind.get("constraints", {}).items():
        count = len(set(names) & set(value))
        if (constraint == "at_least_one" and count < 1) or (constraint == "just_one" and count != 1):
            yield f"{where} has {count} of {names}: {constraint}"


def _attribute(
    of: Mapping[str, Any],
    name: str,
    attributes: dict[str, Any],
    schema: dict[str, Any],
    applied: set[str],
    where: str,
) -> Iterator[str]:
    said, value = attributes[name], of[name]
    if said.get("deprecated"):
        yield f"{where} is deprecated"
    if said.get("array"):
        if not isinstance(value, list) or not value:
            yield f"{where} should be a list with something in it"
            return
    else:
        value = [value]
    for one in value:
        if said["type"] == "object_t":
            yield from _inner(one, said["object"], schema, applied, where)
        else:
            yield from (f"{where} {wrong}" for wrong in _scalar(one, said["type"], schema))
        if "enum" in said:
            yield from _enum(of, one, said, attributes, where)


def _inner(value: Any, name: str, schema: dict[str, Any], applied: set[str], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} should be an object"
    elif not value:
        yield f"{where} is empty"
    elif name == "object":
        # The one object that anything may stand in.
        return
    elif name not in schema["objects"]:
        yield f"{where} is a {name}, whose schema is not kept here"
    else:
        yield from _object(value, schema["objects"][name], schema, applied, where)


def _enum(
    of: Mapping[str, Any], value: Any, said: dict[str, Any], attributes: dict[str, Any], where: str
) -> Iterator[str]:
    caption = said["enum"].get(str(value))
    if caption is None:
        yield f"{where} may not be {value!r}"
    sibling = said.get("sibling")
    if sibling not in attributes:
        return
    if value == 99 and not of.get(sibling):
        yield f"{where} is 99 without {sibling}"
    if value != 99 and sibling in of and of[sibling] != caption:
        yield f"{where}: {sibling} is {of[sibling]!r} and not {caption!r}"


def _scalar(value: Any, kind: str, schema: dict[str, Any]) -> Iterator[str]:
    said = schema["types"][kind]
    base = said.get("type", kind)
    base = schema["types"][base].get("type", base)
    fits = {
        "string_t": isinstance(value, str),
        "integer_t": isinstance(value, int) and not isinstance(value, bool),
        "long_t": isinstance(value, int) and not isinstance(value, bool) and -LONG <= value < LONG,
        "float_t": isinstance(value, int | float) and not isinstance(value, bool),
        "boolean_t": isinstance(value, bool),
        "json_t": True,
    }[base]
    if not fits:
        yield f"should be a {kind} and is {value!r}"
    elif isinstance(value, str) and not value:
        yield "is empty"
    elif isinstance(value, str) and "regex" in said and not re.search(said["regex"], value):
        yield f"is no {kind}: {value!r}"
    elif isinstance(value, str) and len(value) > said.get("max_len", LONG):
        yield f"is longer than a {kind} may be"
    elif "range" in said and not said["range"][0] <= value <= said["range"][1]:
        yield f"is out of range: {value}"
