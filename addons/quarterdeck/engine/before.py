"""What a client said before on the same connection, as far as something may go on from there in its next message.

What begins in a message that has gone on and ends in the next is found in the next, and can only be refused there.
"""

from __future__ import annotations

from collections import deque

from quarterdeck.detect import Detectors
from quarterdeck.detect.seams import WINDOW
from quarterdeck.engine.reading import Reading
from quarterdeck.model.content import CREDENTIAL, Message, Part
from quarterdeck.model.finding import Finding
from quarterdeck.redact.plan import BEFORE

# What a program names and counts in its messages; nobody speaks there.
_SILENT = frozenset(("field", "key", CREDENTIAL, "address", "header"))
# Texts that are remembered, and of a message those that may go on from them.
_MOST, _FIRST = 4, 8


class Before:
    """The ends of the newest texts of one connection."""

    def __init__(self) -> None:
        self._ends: deque[Part] = deque(maxlen=_MOST)

    def __repr__(self) -> str:
        return f"Before({len(self._ends)} texts)"

    def reaching(self, reading: Reading, detectors: Detectors) -> tuple[Finding, ...]:
        """What begins in an earlier message and ends in this one, in parts whose pointers begin with BEFORE."""
        heads = tuple(Part(part.pointer, part.text[:WINDOW], part.role) for part in _spoken(reading)[:_FIRST])
        if not self._ends or not heads:
            return ()
        ends = tuple(self._ends)
        known = set(detectors.look(ends, models=False).findings)
        return tuple(
            finding
            for finding in detectors.look((*ends, *heads), models=False).findings
            if finding.part.startswith(BEFORE) and "joined" in finding.decoded_from and finding not in known
        )

    def add(self, reading: Reading) -> None:
        """Remember what has gone on."""
        for number, part in enumerate(_spoken(reading)[-_MOST:]):
            self._ends.append(Part(f"{BEFORE}{number}{part.pointer}", part.text[-WINDOW:], part.role))
        # Two parts of one pointer would be one to whoever looks.
        for number, part in enumerate(tuple(self._ends)):
            self._ends[number] = Part(f"{BEFORE}{number}{part.pointer.removeprefix(BEFORE)[1:]}", part.text, part.role)


def _spoken(reading: Reading) -> list[Part]:
    parts = reading.message.parts if isinstance(reading.message, Message) else ()
    return [part for part in parts if part.text and part.role not in _SILENT]
