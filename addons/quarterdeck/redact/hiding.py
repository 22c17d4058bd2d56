"""What is hidden of one answer as it comes: where it stands, and what stands there instead. Nothing of it is restored.

Each text is looked at before it goes on, and goes on but for its last characters: what is found there later is hidden
still. What is found where the text has gone on already cannot be.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.content import Part
from quarterdeck.model.decision import STYLES, Redaction
from quarterdeck.model.finding import Finding
from quarterdeck.redact.elsewhere import occurrences
from quarterdeck.redact.placeholder import key, type_of, written
from quarterdeck.redact.plan import plan_parts
from quarterdeck.redact.style import Value, masked, pseudonym

MOST_TEXTS = 100_000
MOST_VALUES = 2_000
# Nearer to the end of what was seen, in characters, a stretch may still go on.
_OPEN = 256
# Of the values that have gone on hidden, how many are looked for where no detector sees them: the newest.
_MOST_KNOWN = 256


class CannotHide(QuarterdeckError):
    """`reason` says, in a short word, why something cannot be hidden: the answer must be cut."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"what must not be answered cannot be taken out: {reason}")
        self.reason = reason


Stretch = tuple[int, int, Value | None]
"""Start, end, and the value that stands there; None for what goes on from before, and stands there already."""


@dataclass(slots=True)
class Told:
    """One text of the answer, by places in all that was ever said of it. What stands before `gone` went on.

    The newest look went as far as `seen`.
    """

    hidden: list[Stretch] = field(default_factory=list)  # In their order, apart from each other.
    gone: int = 0
    seen: int = 0

    def stands(self, low: int, high: int) -> bool:
        """Whether what stands there has gone on hidden. Raises CannotHide where it has gone on as it is."""
        if low >= self.gone:
            return False
        at = bisect_left(self.hidden, high, key=_begins) - 1
        if at < 0 or self.hidden[at][0] > low or high > self.hidden[at][1]:
            raise CannotHide("passed")
        return True

    def look(self, start: int, end: int, hidden: Iterable[Stretch]) -> None:
        """Take these for all that is to be hidden between `start` and `end`, but for what has gone on."""
        since = bisect_left(self.hidden, max(start, self.gone), key=_begins)
        before = self.hidden[since - 1] if since else None
        if before is not None and before[0] >= self.gone and before[1] > self.seen - _OPEN:
            # Whether it went on nobody sees who does not see where it began.
            raise CannotHide("too-long")
        self.seen = end
        del self.hidden[since:]
        for low, high, value in hidden:
            if low < self.gone:
                continue
            if before is None or before[1] <= low:
                self.hidden.append((low, high, value))
            elif high > before[1]:
                # The look began within what an earlier one found.
                self.hidden[since - 1] = before = (before[0], high, before[2])

    def between(self, start: int, end: int) -> list[Stretch]:
        """What is hidden there, by places from `start` on."""
        first = max(bisect_left(self.hidden, start, key=_begins) - 1, 0)
        last = bisect_left(self.hidden, end, key=_begins)
        return [
            (max(low - start, 0), high - start, value if low >= start else None)
            for low, high, value in self.hidden[first:last]
            if start < high
        ]


def _begins(one: Stretch) -> int:
    return one[0]


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

    def avoid(self, keys: Collection[str]) -> None:
        """From now on these placeholders mean something else in the answer: what had one of them is named anew."""
        self._taken.update(keys)
        means_else = {written(key) for key in keys}
        for value in [value for value, name in self._instead.items() if name in means_else]:
            del self._instead[value]

    def told(self, pointer: str) -> Told:
        """What is known of a text."""
        if len(self._texts) >= MOST_TEXTS and pointer not in self._texts:
            raise CannotHide("too-many-texts")
        return self._texts.setdefault(pointer, Told())

    def look(self, parts: Sequence[Part], starts: Mapping[str, int], redactions: Sequence[Redaction]) -> None:
        """Hide what a look at these parts found; `starts` are the places of their first characters in their texts.

        What has gone on hidden is hidden in them too, wherever it stands. Raises CannotHide.
        """
        for one in redactions:
            kind = type_of(one.finding.detector)
            self._styles[kind] = min(self._styles.get(kind, one.style), one.style, key=STYLES.index)
        # What has gone on is settled, but for the character that decides whether a value stands apart.
        cuts = {part.pointer: max(self._gone(part.pointer) - starts[part.pointer] - 1, 0) for part in parts}
        ends = {part.pointer: starts[part.pointer] + len(part.text) for part in parts}
        ahead = [Part(part.pointer, part.text[cuts[part.pointer] :], part.role) for part in parts]
        known = [*islice(reversed(self._instead), _MOST_KNOWN)]
        plan = plan_parts(self._new((one.finding for one in redactions), starts, cuts), ahead, known)
        if plan.refused:
            raise CannotHide(plan.refused[0].reason)
        self._taken |= plan.avoid
        self._found.update(dict.fromkeys(plan.values))
        if len(self._found) > MOST_VALUES:
            raise CannotHide("too-many-values")
        hidden: dict[str, list[Stretch]] = {}
        for span in plan.spans:
            start = starts[span.pointer] + cuts[span.pointer]
            hidden.setdefault(span.pointer, []).append((start + span.start, start + span.end, span.value))
        for pointer, cut in cuts.items():
            if pointer in hidden or pointer in self._texts:
                self.told(pointer).look(starts[pointer] + cut, ends[pointer], hidden.get(pointer, ()))

    def _gone(self, pointer: str) -> int:
        told = self._texts.get(pointer)
        return 0 if told is None else told.gone

    def _new(
        self, findings: Iterable[Finding], starts: Mapping[str, int], cuts: Mapping[str, int]
    ) -> Iterator[Finding]:
        """The findings that are not hidden yet, by places behind what is cut off. Raises CannotHide."""
        for finding in findings:
            start, cut = starts[finding.part], cuts[finding.part]
            told = self._texts.get(finding.part)
            if told is None or not told.stands(start + finding.start, start + finding.end):
                yield replace(finding, start=finding.start - cut, end=finding.end - cut)

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
