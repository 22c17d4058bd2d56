"""One record, one spelling: the bytes of RFC 8785 (JCS), or a ValueError where they could not be told for certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

# Sorted by code point, which is the order of UTF-16 that RFC 8785 asks for as long as no key goes beyond `_LAST`:
# only from there on does a surrogate (U+D800 to U+DFFF, half of a character past U+FFFF) sort before a lesser one.
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LAST = "\ud7ff"
# orjson writes these as they are: it refuses lone surrogates and, by OPT_STRICT_INTEGER, integers past 2**53 - 1.
_PLAIN = frozenset({str, int, bool, type(None)})
# Between these, orjson and ECMAScript write a number with a fraction alike; beyond, an exponent appears in only one.
_SMALLEST = 1e-5
_BEYOND = 2.0**53


def canonical(fields: Mapping[str, Any]) -> bytes:
    """The canonical JSON of an object. Raises ValueError, which names the field and never quotes a value.

    Taken are strings, integers up to 2**53 - 1, floats, true, false, null, and lists and mappings of them. A float
    without a fraction is written as ECMAScript does, without one: 12.0 becomes 12.
    """
    try:
        return orjson.dumps(_object(fields), option=_OPTIONS)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(_blame(fields, error)) from None


def _object(fields: Mapping[str, Any]) -> dict[str, Any]:
    names = "".join(fields)  # raises TypeError for a key that is no string
    if not names.isascii() and max(names) > _LAST:
        raise ValueError("a key holds a character past U+D7FF, which sorts otherwise in UTF-16")
    return {name: value if type(value) in _PLAIN else _value(value) for name, value in fields.items()}


def _value(value: object) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return _number(value)
    if kind is list or kind is tuple:
        return [_value(item) for item in value]  # type: ignore[attr-defined]  # `kind is` does not narrow
    if isinstance(value, Mapping):
        return _object(value)
    raise ValueError(f"a {kind.__name__} has no canonical form")


def _number(value: Any) -> int | float:
    if value.is_integer() and abs(value) < _BEYOND:
        return int(value)
    if not _SMALLEST <= abs(value) < _BEYOND:  # also what is not a number at all
        raise ValueError("a float is not a number, infinite, or too small or large to be written in one way")
    return float(value)


def _blame(fields: Mapping[str, Any], error: Exception) -> str:
    """Which field is at fault, by trying each alone."""
    for name, value in fields.items():
        if not isinstance(name, str):
            return "a record's key is not a string"
        try:
            orjson.dumps(_object({name: value}), option=_OPTIONS)
        except (TypeError, ValueError, RecursionError) as reason:
            return f"the field {name!r} cannot be written canonically: {_plainly(reason)}"
    return f"a record cannot be written canonically: {_plainly(error)}"


def _plainly(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
