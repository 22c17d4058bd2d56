"""Turns what pydantic found wrong into sentences for the person who wrote the file, each at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from quarterdeck.errors import Problem, did_you_mean
from quarterdeck.policy.jsonschema import keys_at
from quarterdeck.policy.places import Path
from quarterdeck.policy.yaml_source import Source

_WANTED = {
    "string_type": "must be text",
    "model_type": "must be a mapping of keys to values",
    "dict_type": "must be a mapping of keys to values",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
}


def complaints(error: ValidationError, source: Source, empty: frozenset[Path] = frozenset()) -> list[Problem]:
    """One Problem for each thing that pydantic found wrong in a file.

    What follows only from a key that has no value (the paths in `empty`, reported already) is left out.
    """
    follows = {path[:-1] for path in empty}
    return [
        _complaint(item, source)
        for item in error.errors(include_url=False)
        if not (item["type"] in ("missing", "policy") and _container(source.data, item) in follows)
    ]


def _container(data: Any, item: Any) -> Path:
    """The mapping that an item complains of; a missing key may stand there without a value."""
    return _path_in(data, item["loc"][:-1] if item["type"] == "missing" else item["loc"])


def without_empty(data: Any, may_be_empty: Iterable[str]) -> tuple[Any, frozenset[Path]]:
    """The data without the keys that have no value, and the paths of those, which are mistakes."""
    empty: set[Path] = set()
    free = frozenset(may_be_empty)

    def walk(node: Any, path: Path) -> Any:
        if isinstance(node, list):
            return [walk(item, (*path, number)) for number, item in enumerate(node)]
        if not isinstance(node, dict) or path[:1] == ("services",) or path[3:4] == ("body",):
            return node
        kept = {}
        for key, value in node.items():
            if value is None and (path or key not in free):
                empty.add((*path, key))
            else:
                kept[key] = walk(value, (*path, key))
        return kept

    return walk(data, ()), frozenset(empty)


def _complaint(item: Any, source: Source) -> Problem:
    kind, context = item["type"], item.get("ctx") or {}
    path = _path_in(source.data, item["loc"])
    if kind == "extra_forbidden":
        key = str(item["loc"][-1])
        known = keys_at(path[:-1])
        hint = did_you_mean(key, known) or f"the keys here are {', '.join(known)}"
        return Problem(source.name, *source.places.nearest(path), f"unknown key {key!r}", hint, "unknown-key")
    if kind == "missing":
        message = f"{str(item['loc'][-1])!r} is missing"
        return Problem(source.name, *source.places.of_value(path), message, "", "missing-key")
    if kind == "policy":
        if context["key"]:
            return Problem(
                source.name, *source.places.nearest((*path, context["key"])), context["text"], context["hint"]
            )
        return Problem(source.name, *source.places.of_value(path), context["text"], context["hint"])
    message, hint = _sentence(kind, item, context)
    return Problem(source.name, *source.places.of_value(path), f"{_named(path)}{message}", hint)


def _sentence(kind: str, item: Any, context: Any) -> tuple[str, str]:
    value = item["input"]
    if kind in _WANTED:
        return f"{_WANTED[kind]}, not {_described(value)}", ""
    if kind in ("literal_error", "enum"):
        known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        if len(known) == 1:
            return f"must be {known[0].lower()}, not {_described(value)}", ""
        return f"{_described(value)} is not one of {', '.join(known)}", did_you_mean(str(value).lower(), known)
    if kind in ("string_too_short", "too_short"):
        return "is empty", "give it a value, or leave the key out"
    if kind in ("string_too_long", "too_long"):
        return f"is longer than {context['max_length']}", ""
    return str(item["msg"]).removeprefix("Value error, ").removeprefix("Input ").lower(), ""


def _named(path: Path) -> str:
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    return f"`{key}`: " if key is not None else ""


def _described(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= 80 else text[:77] + "...") if isinstance(value, str) else text


def _path_in(data: Any, where: tuple[str | int, ...]) -> Path:
    """The part of pydantic's location that is a path in the file, as written (shorthands are not expanded there)."""
    path: list[str | int] = []
    for step in where:
        if isinstance(data, dict):
            inside: dict[Any, Any] = data
        else:
            inside = dict(enumerate(data)) if isinstance(data, list) else {}
        if step in inside:
            data = inside[step]
            path.append(step)
    return tuple(path)
