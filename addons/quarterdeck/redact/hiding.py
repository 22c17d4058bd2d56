"""What is hidden of one answer as it comes: where it stands, and what stands there instead. Nothing of it is restored.

Each text is looked at before it goes on, and goes on but for its last characters: what is found there later is hidden
still. What is found where the text has gone on already cannot be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.content import Part
from quarterdeck.model.decision import STYLES, Redaction
from quarterdeck.redact.elsewhere import occurrences
from quarterdeck.redact.placeholder import key, type_of, written
from quarterdeck.redact.plan import plan_parts
from quarterdeck.redact.style import Value, masked, pseudonym

MOST_TEXTS = 100_000
MOST_VALUES = 10_000


class CannotHide(QuarterdeckError):
    """`reason` says, in a short word, why something cannot be hidden: the answer must be cut."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"what must not be answered cannot be taken out: {reason}")
        self.reason = reason


Stretch = tuple[int, int, Value | None]
"""Start, end, and the value that stands there; None for what goes on from before, and stands there already."""


@dataclass(slots=True)
class Told:
    """One text of the answer, by places in all that was ever said of it. What stands before `gone` went on."""

    hidden: list[Stretch] = field(default_factory=list)
    gone: int = 0

    def look(self, start: int, found: Sequence[tuple[int, int]], hidden: Iterable[Stretch]) -> None:
        """Take what was found in the text from `start` on for all that is in there. Raises CannotHide."""
        since = max(start, self.gone)
        kept = [one for one in self.hidden if one[0] < since]
        for low, high, value in hidden:
            over = next((one for one in kept if one[0] < high and low < one[1]), None)
            if low < self.gone:
                stands = over is not None and over[0] <= low and high <= over[1]
                if not stands and any(low < end and begin < high for begin, end in found):
                    raise CannotHide("passed")
            elif over is None:
                kept.append((low, high, value))
            elif high > over[1]:
                # The look began within what an earlier one found.
                kept[kept.index(over)] = (over[0], high, over[2])
        self.hidden = kept

    def between(self, start: int, end: int) -> list[Stretch]:
        """What is hidden there, by places from `start` on."""
        return [
            (max(low - start, 0), high - start, value if low >= start else None)
            for low, high, value in sorted(self.hidden, key=lambda one: one[:2])
            if low < end and start < high
        ]


class Hiding:
    """Names what is hidden, once for the answer. `taken` are keys of placeholders that mean something else in it.

    `key` (1 to 64 bytes) makes the pseudonyms.
    """

    def __init__(self, taken: Collection[str], key: bytes) -> None:
        self._taken = set(taken)
        self._key = key
        self._numbers: dict[str, int] = {}
        self._styles: dict[str, str] = {}
        self._found: dict[Value, None] = {}
        self._instead: dict[Value, str] = {}
        self._texts: dict[str, Told] = {}

    def __repr__(self) -> str:
        return f"Hiding(count={self.count})"

    @property
    def count(self) -> int:
        """How many stretches of the answer are hidden."""
        return sum(len(told.hidden) for told in self._texts.values())

    def told(self, pointer: str) -> Told:
        """What is known of a text."""
        if len(self._texts) >= MOST_TEXTS and pointer not in self._texts:
            raise CannotHide("too-many-texts")
        return self._texts.setdefault(pointer, Told())

    def look(self, parts: Sequence[Part], starts: Mapping[str, int], redactions: Sequence[Redaction]) -> None:
        """Hide what a look at these parts found; `starts` are the places of their first characters in their texts.

        What has gone on hidden is hidden in them too, wherever it stands. Raises CannotHide.
        """
        plan = plan_parts((one.finding for one in redactions), parts, self._instead)
        if plan.refused:
            raise CannotHide(plan.refused[0].reason)
        for one in redactions:
            kind = type_of(one.finding.detector)
            self._styles[kind] = min(self._styles.get(kind, one.style), one.style, key=STYLES.index)
        self._taken |= plan.avoid
        self._found.update(dict.fromkeys(plan.values))
        if len(self._found) > MOST_VALUES:
            raise CannotHide("too-many-values")
        for part in parts:
            start = starts[part.pointer]
            hidden = [
                (start + span.start, start + span.end, span.value)
                for span in plan.spans
                if span.pointer == part.pointer
            ]
            if hidden or part.pointer in self._texts:
                findings = [one.finding for one in redactions if one.finding.part == part.pointer]
                found = [(start + one.start, start + one.end) for one in findings]
                self.told(part.pointer).look(start, found, hidden)

    def instead(self, value: Value) -> str:
        """What stands for a value. Placeholders are numbered in the order in which they go on."""
        if value not in self._instead:
            self._instead[value] = self._named(value)
        return self._instead[value]

    def known(self, text: str) -> str:
        """A text that nobody looks at, without the values that were found."""
        made: list[str] = []
        done = 0
        for low, high, value in sorted(occurrences(text, self._found, ())):
            made += (text[done:low], self.instead(value))
            done = high
        return "".join((*made, text[done:]))

    def _named(self, value: Value) -> str:
        kind, text = value
        style = self._styles[kind]
        if style == "mask":
            return masked(kind, text)
        if style == "pseudonym":
            return pseudonym(self._key, kind, text)
        number = self._numbers.get(kind, 0) + 1
        while key(kind, number) in self._taken:
            number += 1
        self._numbers[kind] = number
        return written(key(kind, number))
