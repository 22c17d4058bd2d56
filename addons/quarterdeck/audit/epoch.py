"""The spans of time in which a person keeps one pseudonym: all time, or so many days, counted from 1970 in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_DAY = 86_400
_PSEUDONYM = re.compile(r"([0-9]{8}-)?[0-9a-f]{16}\Z")
# The name of the one epoch where nothing rotates.
ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Epochs:
    """Epochs of so many `days`; 0 is one that never ends."""

    days: int = 0

    def number(self, time: float) -> int:
        """Which epoch a moment (seconds since 1970) falls into."""
        return int(time // (self.days * _DAY)) if self.days else 0

    def name(self, number: int) -> str:
        """Its first day, "20260901", so that the name says the same whatever the length of epochs is later on."""
        if not self.days:
            return ALWAYS
        return datetime.fromtimestamp(number * self.days * _DAY, UTC).strftime("%Y%m%d")


def pseudonym(epoch: str, digits: str) -> str:
    """What stands in the log: with the epoch before it, unless there is only one."""
    return digits if epoch == ALWAYS else f"{epoch}-{digits}"


def is_pseudonym(text: str) -> bool:
    """Whether a text looks like one."""
    return _PSEUDONYM.match(text) is not None


def epoch_of(pseudonym: str) -> str:
    """The name of the epoch that a pseudonym tells."""
    epoch, dash, _ = pseudonym.partition("-")
    return epoch if dash else ALWAYS
