"""A placeholder is <TYPE_N>: TYPE says what stood there, N which one of the conversation's. Its key is TYPE_N."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Z0-9]+")
_LONGEST = 48


def type_of(detector: str) -> str:
    """TYPE of what a detector finds: the last segment of its id. "pii.payment-card" gives PAYMENT_CARD."""
    last = detector.rpartition(".")[2].upper()
    name = _OTHER.sub("_", last)[:_LONGEST].strip("_")
    if not name:
        return "VALUE"
    # It must not begin like a number, or 42_1 in an answer would be one.
    return name if name[0].isalpha() else f"VALUE_{name}"


def key(kind: str, number: int) -> str:
    """What a placeholder is called in a map: "PAYMENT_CARD_1"."""
    return f"{kind}_{number}"


def name_of(key: str) -> tuple[str, int]:
    """The type and the number of a key."""
    kind, _, number = key.rpartition("_")
    return kind, int(number)


def written(key: str) -> str:
    """The placeholder as a service sees it: "<PAYMENT_CARD_1>"."""
    return f"<{key}>"
