"""How evenly the characters of a text are spread: what was drawn at random is, what somebody wrote is less so."""

from __future__ import annotations

from collections import Counter
from math import log2

from quarterdeck.detect.confirm.matched import Confirm, Matched


def bits(text: str) -> float:
    """Shannon's measure, in bits a character; of no text it is 0."""
    length = len(text)
    return sum(count * log2(length / count) for count in Counter(text).values()) / length if length else 0.0


def entropy(argument: str) -> Confirm:
    """Whether the value holds at least so many bits a character."""
    least = float(argument)

    def check(matched: Matched) -> bool:
        return bits(matched.value) >= least

    return check
