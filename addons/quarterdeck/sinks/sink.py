"""What a sink is: something that takes records in its format and says when it has them for good."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from quarterdeck.errors import QuarterdeckError


class Undelivered(QuarterdeckError):
    """A batch that a receiver did not take, or did not acknowledge; the text says why, and holds no record of it."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One record on its way. `id` is ORIGIN/INDEX, the same each time it is sent, by which duplicates are recognized;
    `line` is the record in the deck log, without its line feed; `payload` is it in the sink's format.
    """

    id: str
    line: bytes
    payload: bytes


class Sink(ABC):
    """A receiver. Belongs to one thread; it may block."""

    @abstractmethod
    def deliver(self, batch: Sequence[Shipped]) -> None:
        """Return when the receiver has acknowledged all of these, in this order. Raises Undelivered.

        After that the next call connects anew; records that had arrived already may then arrive a second time.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""
