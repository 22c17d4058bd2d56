"""From a file and the environment to a Config, with every mistake at its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from quarterdeck.config.schema import Config
from quarterdeck.errors import Problem, Problems, did_you_mean
from quarterdeck.policy.places import Places
from quarterdeck.policy.yaml_source import read_yaml

PREFIX = "QUARTERDECK_"
# Read by other parts of the program, not keys of the file.
_NOT_KEYS = {"QUARTERDECK_CA_PASSPHRASE", "QUARTERDECK_CONFIG", "QUARTERDECK_WORKER", "QUARTERDECK_DEBUG"}


def load_config(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of a file (all defaults when None), overridden by QUARTERDECK_* variables.

    `QUARTERDECK_LIMITS__MEMORY_BODY=1MB` sets `limits: {memory_body: 1MB}`; values are read as YAML.
    Relative paths in the file are relative to the working directory, as they are on the command line.
    Raises Problems.
    """
    data: dict[str, Any] = {}
    places: Places | None = None
    name = str(path) if path else "environment"
    if path is not None:
        source = read_yaml(path)
        if source.data is None:
            data = {}
        elif isinstance(source.data, dict):
            data, places = source.data, source.places
        else:
            raise Problems([Problem(name, 1, 1, "a configuration is a mapping of keys to values")])
    _override(data, os.environ if environ is None else environ)
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise Problems([_problem(name, item, places) for item in error.errors()]) from None


def _override(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    problems = []
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in _NOT_KEYS:
            continue
        *parents, key = variable.removeprefix(PREFIX).lower().split("__")
        try:
            _within(data, parents)[key] = yaml.safe_load(text)
        except yaml.YAMLError:
            problems.append(Problem(variable, 0, 0, "its value is not YAML", "put texts with [ { : # in quotes"))
        except TypeError:
            problems.append(Problem(variable, 0, 0, f"{'.'.join(parents)} is set, and not to keys with values"))
    if problems:
        raise Problems(problems)


def _within(data: dict[str, Any], parents: list[str]) -> dict[str, Any]:
    """The mapping that nested keys stand in, made where it is missing. Raises TypeError."""
    for parent in parents:
        data = data.setdefault(parent, {})
        if not isinstance(data, dict):
            raise TypeError(parent)
    return data


def _problem(name: str, item: Any, places: Places | None) -> Problem:
    where = tuple(item["loc"])
    line, column = places.nearest(where) if places is not None and where[:1] in places else (0, 0)
    key = ".".join(map(str, where))
    if item["type"] == "extra_forbidden":
        hint = did_you_mean(str(where[-1]), _keys_beside(where))
        return Problem(name, line, column, f"unknown key {key!r}", hint, "unknown-key")
    message = item["msg"].removeprefix("Value error, ")
    return Problem(name, line, column, f"{key}: {message}")


def _keys_beside(where: tuple[str | int, ...]) -> list[str]:
    model: Any = Config
    for key in where[:-1]:
        if isinstance(key, int):
            # An item of a list; the model is that of them all.
            continue
        field = model.model_fields.get(key)
        kind = next(iter(get_args(field.annotation)), field.annotation) if field is not None else None
        if not hasattr(kind, "model_fields"):
            return []
        model = kind
    return list(model.model_fields)
