"""Something found in a text. It says where, never what: a finding does not hold the secret."""

from __future__ import annotations

from dataclasses import dataclass

SECRETS = "secrets."
"""What the ids of detectors of credentials begin with."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`part` is the pointer of the text; `start` and `end` count characters of it as it stood in the exchange.

    `confidence` runs from 0 to 1. `decoded_from` names what had to be undone to see it, outermost first: "base64".
    """

    detector: str
    part: str
    start: int
    end: int
    confidence: float = 1.0
    decoded_from: tuple[str, ...] = ()
