"""JSON in which nothing can hide: what the laxest parser would read is read too, or the text is unreadable.

RFC 8259 leaves duplicate keys, trailing text, depth and NaN to each parser; an origin may differ from us in each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

MAX_DEPTH = 200
MAX_DOCUMENTS = 10_000
# Each costs a microsecond to read and to walk through, and far more to collect.
MAX_CONTAINERS = 500_000

# RS separates the records of RFC 7464 and of SignalR.
_BLANK = " \t\r\n\x1e"
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\"'\\/bfnrt]))")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
# What parsers pass over before a document: marks, zeros, comments, guards against inclusion as a script.
_PREAMBLE = re.compile(
    r"(?:[ \t\r\n\x0b\x0c\x1e\xa0\0\ufeff\u2028\u2029;]+|//[^\r\n]*|/\*.*?\*/|#[^\r\n]*|\)\]\}'?,?"
    r"|(?:while|for)\s*\([^()]{0,20}\)|&&&START&&&|throw\s+1|<!--|-->)+",
    re.DOTALL,
)
_LONG = 7
_LONG_LITERAL = 40


class _DuplicateKey(ValueError):
    pass


class _Constant(ValueError):
    pass


class Number(float):
    """A number of 7 digits or more that is no integer; `literal` is how it stood in the text."""

    __slots__ = ("literal",)

    def __new__(cls, literal: str) -> Number:
        made = super().__new__(cls, literal)
        made.literal = literal
        return made

    literal: str

    @property
    def written_out(self) -> str:
        """The literal without an exponent: 4111e12 hides a number that a server reads. Short of 40 digits."""
        if len(self.literal) > _LONG_LITERAL or "e" not in self.literal.lower():
            return self.literal
        try:
            value = Decimal(self.literal)
        except ArithmeticError:
            # Its exponent alone is larger than any.
            return self.literal
        return f"{value:f}" if abs(value.adjusted()) < _LONG_LITERAL else self.literal


@dataclass(frozen=True, slots=True)
class Documents:
    """The JSON values of one text, in order; `reason` says why the rest of it could not be read, or is None.

    Reasons: "not-json", "duplicate-keys", "too-deep" (over 200 levels), "too-many-documents" (over 10,000),
    "too-many-parts" (over 500,000 objects and lists).
    """

    values: tuple[Any, ...]
    reason: str | None = None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKey
    return members


def _refuse(name: str) -> NoReturn:
    raise _Constant(name)


def _fraction(literal: str) -> float:
    long = len(literal) > _LONG and sum(map(str.isdigit, literal)) >= _LONG
    return Number(literal) if long else float(literal)


# The C scanner itself: decode() would copy its work to look for trailing text, which is read on here instead.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(  # type: ignore[attr-defined]
    object_pairs_hook=_distinct, parse_constant=_refuse, parse_float=_fraction
).scan_once


def documents(text: str) -> Documents:
    """All values of a text: one document, or several after each other (NDJSON, RFC 7464, concatenated)."""
    opened = _opened(text)
    if opened > MAX_CONTAINERS and _opened(_without_strings(text)) > MAX_CONTAINERS:
        return Documents((), "too-many-parts")
    values: list[Any] = []
    reason: str | None = None
    end, length = 0, len(text)
    try:
        while True:
            while end < length and text[end] in _BLANK:
                end += 1
            if end == length:
                break
            if len(values) == MAX_DOCUMENTS:
                reason = "too-many-documents"
                break
            value, end = _scan(text, end)
            values.append(value)
    except _DuplicateKey:
        reason = "duplicate-keys"
    except RecursionError:
        reason = "too-deep"
    except (StopIteration, ValueError):
        reason = "not-json"
    if not values and reason is None:
        reason = "not-json"
    if opened > MAX_DEPTH and _too_deep(values):
        return Documents((), "too-deep")
    return Documents(tuple(values), reason)


def begins(text: str) -> int | None:
    """Where a document begins after all that lax parsers pass over; None when what begins there is no JSON."""
    passed = _PREAMBLE.match(text)
    start = passed.end() if passed else 0
    return start if text[start : start + 1] in ("{", "[") else None


def unescaped(text: str) -> str:
    """A text in which all escapes of JSON strings are undone, wherever they stand."""
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _LETTERS.get(found[3], found[3])


def _opened(text: str) -> int:
    """Brackets that open: as many objects and lists at most."""
    return text.count("{") + text.count("[")


def _without_strings(text: str) -> str:
    """What stands between the strings of a JSON text."""
    return "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])


def _too_deep(values: list[Any]) -> bool:
    level: list[Any] = values
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                below.extend(item for item in value.values() if type(item) is dict or type(item) is list)
            elif type(value) is list:
                below.extend(item for item in value if type(item) is dict or type(item) is list)
        if not below:
            return False
        level = below
    return True
