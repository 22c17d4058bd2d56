"""Form fields as the strictest server reads them, and beside them what the laxest would make of the same body.

WHATWG URL section 5 is the strict reading. Others split at ";", undo %uXXXX (ECMAScript's escape), undo twice, or take
the bytes for another charset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote

from quarterdeck.wire import charset

_MAX_FIELDS = 10_000
# Undoing one costs a fifth of a microsecond, several times over; so many are 2 MB of text in any script.
MAX_ESCAPES = 2_000_000
_UNICODE = re.compile(r"%u([0-9a-fA-F]{4})")
_CHARSET = "_charset_"
_MAX_ROUNDS = 3

Pairs = list[tuple[str, str]]


class TooManyFields(ValueError):
    """More than 10,000 fields, or more than 2,000,000 escapes."""


def fields(text: str) -> dict[str, Any]:
    """The fields by name: a text, or a list of these where a name comes twice. Raises TooManyFields."""
    return _by_name(_pairs(text, "&", "utf-8"))


def others(text: str, charsets: Sequence[str] = ()) -> dict[str, Any]:
    """What only other readings of the same body show, by name. `charsets` are those that the headers name.

    Raises TooManyFields.
    """
    strict = _pairs(text, "&", "utf-8")
    named = [value for name, value in strict if name == _CHARSET and value]
    codecs = dict.fromkeys(("utf-8", *_decodable((*charsets, *named))))
    if any("\ufffd" in part for pair in strict for part in pair):
        # Not UTF-8: every byte as a character of its own loses nothing.
        codecs["cp1252"] = None
    seen = set(strict)
    found: dict[tuple[str, str], None] = {}
    for separator in ("&", ";") if ";" in text else ("&",):
        for codec in codecs:
            # The strict reading is there already.
            for name, value in strict if (separator, codec) == ("&", "utf-8") else _pairs(text, separator, codec):
                for pair in ((name, value), (further(name), further(value))):
                    if pair not in seen:
                        found[pair] = None
    return _by_name(found)


def further(text: str) -> str:
    """A text with the percent-encoding undone that is still in it, also that of ECMAScript's escape."""
    for _ in range(_MAX_ROUNDS):
        if "%" not in text:
            return text
        decoded = unquote(_UNICODE.sub(lambda found: chr(int(found[1], 16)), text))
        if decoded == text:
            return text
        text = decoded
    return text


def _pairs(text: str, separator: str, codec: str) -> Pairs:
    if text.count("%") > MAX_ESCAPES:
        raise TooManyFields
    try:
        return parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MAX_FIELDS, encoding=codec, errors="replace",
            separator=separator,
        )  # fmt: skip
    except ValueError:
        raise TooManyFields from None


def _decodable(names: Iterable[str]) -> list[str]:
    return [name for name in names if charset.known(name)]


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in pairs:
        if name not in out:
            out[name] = value
        elif type(out[name]) is list:
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out
