"""Values of the view as people, JSON and spreadsheets read them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import orjson

# Controls, and marks that change how the rest of a line is read: a client may have chosen a text.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
# Spreadsheets take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown(value: Any) -> str:
    """A value on a terminal, where it can do nothing."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _text(value))


def cell(value: Any) -> str:
    """A value in CSV, where no text is a formula."""
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _text(value: Any) -> str:
    """A value as people and spreadsheets read it; lists and maps are JSON."""
    if value is None:
        return ""
    made = plain(value)
    return made if isinstance(made, str) else document(made)


def document(value: Any) -> str:
    """A value as JSON."""
    return orjson.dumps(plain(value), option=orjson.OPT_NON_STR_KEYS).decode()


def plain(value: Any) -> Any:
    """What JSON can hold: times as in the log, whole numbers that are too long for JSON's readers as text."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
    if isinstance(value, dict):
        return dict(_pairs(value))
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and not -(1 << 63) <= value < 1 << 64:
        return str(value)
    if value is None or isinstance(value, str | int | float | dt.date | dt.time):
        return value
    return _number(value)


def _pairs(value: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        yield key if isinstance(key, str) else str(plain(key)), plain(one)


def _number(value: Any) -> Any:
    """A DECIMAL as a number; intervals, UUIDs and what else there is as text."""
    return float(value) if type(value).__name__ == "Decimal" else str(value)
