"""What a request becomes without what must not leave: planned by its decision, named by whoever keeps the names.

All of it is taken out, or the request is refused: a body that cannot be rewritten safely is never half rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quarterdeck.engine.reading import Reading, texts
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.decision import STYLES, Decision
from quarterdeck.redact.placeholder import type_of
from quarterdeck.redact.plan import Plan, edits, plan_parts
from quarterdeck.redact.style import Value, masks, pseudonyms
from quarterdeck.wire import beside, splice
from quarterdeck.wire.splicing import CannotSplice

_MASK, _PSEUDONYM = "mask", "pseudonym"


class CannotRedact(QuarterdeckError):
    """`reason` says, in a short word, why a request cannot be rewritten: it must be refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"what must not leave cannot be taken out: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Redacting:
    """What is to be taken out of a request.

    `named` are the values that need a placeholder. `avoid` are the keys of what reads like a placeholder already.
    """

    reading: Reading = field(repr=False)
    plan: Plan
    named: tuple[Value, ...] = field(repr=False)
    styles: Mapping[str, str]

    @property
    def avoid(self) -> frozenset[str]:
        return self.plan.avoid

    @property
    def count(self) -> int:
        """How many stretches of the request are replaced."""
        return len(self.plan.spans)

    def rewritten(self, placeholders: Mapping[Value, str], key: bytes) -> bytes:
        """The body with everything replaced. `key` (1 to 64 bytes) makes the pseudonyms. Raises CannotRedact."""
        of_style = {
            style: [value for value in self.plan.values if self.styles.get(value[0]) == style]
            for style in (_MASK, _PSEUDONYM)
        }
        names = {**placeholders, **masks(of_style[_MASK]), **pseudonyms(key, of_style[_PSEUDONYM])}
        try:
            return splice(self.reading.exchange, self.reading.match, edits(self.plan, names))
        except CannotSplice as error:
            raise CannotRedact(error.reason) from None


def redacting(reading: Reading, decision: Decision) -> Redacting:
    """What to do about the `redactions` of a decision. Raises CannotRedact when one of them is out of reach."""
    parts = (*texts(reading, {}), *beside.parts(reading.exchange))
    plan = plan_parts((one.finding for one in decision.redactions), parts)
    if plan.refused:
        raise CannotRedact(plan.refused[0].reason)
    if not plan.spans:
        raise CannotRedact("nothing-found")
    styles: dict[str, str] = {}
    for one in decision.redactions:
        kind = type_of(one.finding.detector)
        styles[kind] = min(styles.get(kind, one.style), one.style, key=STYLES.index)
    named = tuple(value for value in plan.values if styles.get(value[0]) not in (_MASK, _PSEUDONYM))
    return Redacting(reading, plan, named, styles)
