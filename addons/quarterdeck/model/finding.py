"""Something found in a text. It says where, never what: a finding does not hold the secret."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` count characters of the part's text; `confidence` runs from 0 to 1."""

    detector: str
    part: str
    start: int
    end: int
    confidence: float = 1.0
