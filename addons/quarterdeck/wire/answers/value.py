"""JSON as lax clients read it: an answer hides nothing from us by duplicate keys, so speed counts here."""

from __future__ import annotations

import json
from typing import Any

import orjson


def loads(data: bytes | str) -> Any:
    """The value of a document. Raises ValueError."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    # NaN, and surrogates without their other half, are read by many clients.
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("too deep") from None


def inner(text: Any) -> Any:
    """The value of JSON written in a string; None when it is no string of a list or an object."""
    if type(text) is not str or text[:1] not in ("{", "["):
        return None
    try:
        return loads(text)
    except ValueError:
        return None


def member(value: Any, *names: str | int) -> Any:
    """What stands below `value` at the names and indexes; None where one of them is missing."""
    for name in names:
        if type(value) is dict:
            value = value.get(name)
        elif type(value) is list and type(name) is int and -len(value) <= name < len(value):
            value = value[name]
        else:
            return None
    return value
