"""What was found in an answer that comes piece by piece, each of it once, though the pieces overlap."""

from __future__ import annotations

from quarterdeck.engine.seen import Place, place_of
from quarterdeck.model.decision import Decision
from quarterdeck.model.finding import Excerpt, Found
from quarterdeck.policy.about import MOST


class Noticed:
    """The first findings of an answer that its rules are about, and the excerpts round them that rules ask for."""

    def __init__(self) -> None:
        self._found: dict[Place, Found] = {}
        self._excerpts: dict[Place, Excerpt] = {}

    @property
    def found(self) -> tuple[Found, ...]:
        """In the order in which they came."""
        return tuple(self._found.values())

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """Each once, in the order in which they began."""
        return tuple(dict.fromkeys(self._excerpts.values()))

    def add(self, decision: Decision) -> None:
        """Take in what a piece says; its places are those in the whole answer."""
        for one in decision.found:
            if len(self._found) < MOST:
                self._found.setdefault(place_of(one), one)
        for excerpt in decision.excerpts:
            for one in excerpt.found:
                place = place_of(one)
                before = self._excerpts.get(place)
                if before is None and len(self._excerpts) >= MOST:
                    continue
                # Only with what follows can everything be told for what it is; what stood before may be gone by then.
                if before is None or excerpt.start <= before.start:
                    self._excerpts[place] = excerpt
