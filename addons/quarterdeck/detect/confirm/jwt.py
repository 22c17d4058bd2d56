"""Whether dotted base64 really is a signed or encrypted token: its parts must be JSON that says what a token says."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

from quarterdeck.detect.confirm.matched import Confirm, Matched

_SIGNED, _ENCRYPTED = 3, 5


def decoded(part: str) -> dict[str, Any] | None:
    """The object that base64 (of either alphabet, padded or not) holds, or None."""
    plain = part.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        found = json.loads(urlsafe_b64decode(plain + "=" * (-len(plain) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def base64_json(argument: str) -> Confirm:
    """Whether the value, as far as the first full stop, holds an object, and one with the named key if one is named."""

    def check(matched: Matched) -> bool:
        found = decoded(matched.value.partition(".")[0])
        return found is not None and (not argument or argument in found)

    return check


def jwt(matched: Matched) -> bool:
    """Whether it has the header of a token, and a payload that can be read where none can be encrypted."""
    parts = matched.value.split(".")
    header = decoded(parts[0])
    if header is None or not isinstance(header.get("alg"), str):
        return False
    if len(parts) == _ENCRYPTED:
        return "enc" in header
    return len(parts) == _SIGNED and decoded(parts[1]) is not None
