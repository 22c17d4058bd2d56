"""What must not leave, found in texts: one pass of patterns over each part, as it stands and as it decodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Detectors:
    """All detectors of a configuration, in the order of their ids."""

    patterns: tuple[Pattern, ...] = ()

    def find(self, parts: Sequence[Part]) -> tuple[Finding, ...]:
        """Everything that any detector finds in these parts."""
        return tuple(
            Finding(pattern.id, part.pointer, start, end, pattern.confidence)
            for part in parts
            for pattern in self.patterns
            for start, end in pattern.spans(part.text)
        )


NO_DETECTORS = Detectors()
