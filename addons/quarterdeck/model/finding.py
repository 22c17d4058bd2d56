"""Something found in a text. It says where, never what: a finding does not hold the secret."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the log keeps it, which has never seen the value.

    `part` is its pointer without what somebody may have written in it, `start` and `end` are those of the finding.
    `fingerprint` is the same for the same value and tells nothing of it without the key; "" where the text was gone.
    """

    detector: str
    part: str
    start: int
    end: int
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What stands round some findings, `found`, with a placeholder for whatever any detector finds in it.

    It is characters `start` to `end` of the text at `part`; `text` is somebody's words all the same.
    """

    part: str
    start: int
    end: int
    text: str = field(repr=False)
    found: tuple[Found, ...] = ()
