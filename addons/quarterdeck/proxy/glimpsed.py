"""What is kept of findings in texts that are looked at in pieces and let go of: it is made while they are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from quarterdeck.engine.reading import Kit
from quarterdeck.engine.seen import NOTHING_SEEN, joined, look_at
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding
from quarterdeck.policy.about import MOST
from quarterdeck.policy.ruleset import PolicySet

# Of different detectors; which of them a rule is about is not known yet.
_MOST = 1000


class Glimpsed:
    """Collects it of the first findings of each detector, by a policy and its tables."""

    def __init__(self, policy: PolicySet, kit: Kit) -> None:
        self._characters = policy.captures
        self._kit = kit
        self._counts: Counter[str] = Counter()
        self.seen = NOTHING_SEEN

    def add(
        self, piece: Part, findings: Sequence[Finding], start: int, wanted: Sequence[Finding] | None = None
    ) -> None:
        """Take in what was found in a piece that begins at character `start` of a text; `wanted` are all when None."""
        part = piece.pointer
        new = [one for one in (findings if wanted is None else wanted) if self._is_new(one, part, start)]
        if not new:
            return
        self._counts.update(one.detector for one in new)
        found = [replace(one, part="") for one in findings]
        first = [replace(one, part="") for one in new]
        made = look_at([replace(piece, pointer="")], found, self._characters, self._kit, first).moved(part, start)
        self.seen = joined((self.seen, made))

    def _is_new(self, finding: Finding, part: str, start: int) -> bool:
        few = self._counts[finding.detector] < MOST and len(self.seen.prints) < _MOST
        return few and (finding.detector, part, finding.start + start) not in self.seen.prints
