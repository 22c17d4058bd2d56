"""Precision, recall and F1 of what was found, against what should have been.

A finding is right when it overlaps a label of its category, and a label is found when such a finding overlaps it.
Findings of one category that overlap one another count as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from detection.document import Document, Label


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool says stands at [start, end); `name` is its own name for it."""

    start: int
    end: int
    name: str
    score: float = 1.0


@dataclass(slots=True)
class Tally:
    """Counts of one category."""

    labels: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.labels if self.labels else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Score:
    """Tallies by category, what was not found by kind, and what was found wrongly by the tool's own name."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def of(self, category: str) -> Tally:
        return self.tallies.setdefault(category, Tally())

    @property
    def overall(self) -> Tally:
        """All categories in one."""
        every = self.tallies.values()
        return Tally(
            sum(one.labels for one in every),
            sum(one.found for one in every),
            sum(one.right for one in every),
            sum(one.wrong for one in every),
        )


Category = Callable[[str], str | None]
Claims = Callable[[str, str], bool]


def score(
    documents: Sequence[Document],
    found: Sequence[Iterable[Found]],
    category: Category,
    claims: Claims,
    least: float = 0,
) -> Score:
    """The score of findings of at least so much confidence, on labels that the tool claims to find.

    What is no category of the labels (`category` gives None) counts neither way; nor does what overlaps a label that
    the tool does not claim to find.
    """
    result = Score()
    for document, findings in zip(documents, found, strict=True):
        mine = [label for label in document.labels if claims(label.category, label.kind)]
        others = [label for label in document.labels if not claims(label.category, label.kind)]
        merged = _merged([(category(one.name), one) for one in findings if one.score >= least])
        for label in mine:
            tally = result.of(label.category)
            tally.labels += 1
            if any(place == label.category and _overlaps(one, label) for place, one in merged):
                tally.found += 1
            else:
                result.missed[label.kind] += 1
                result.examples.setdefault(label.kind, _around(document, label.start, label.end))
        for place, one in merged:
            if any(label.category == place and _overlaps(one, label) for label in mine):
                result.of(place).right += 1
            elif not any(label.category == place and _overlaps(one, label) for label in others):
                result.of(place).wrong += 1
                result.false[one.name] += 1
                result.examples.setdefault(one.name, _around(document, one.start, one.end))
    return result


def _overlaps(one: Found, label: Label) -> bool:
    return one.start < label.end and label.start < one.end


def _merged(found: Iterable[tuple[str | None, Found]]) -> list[tuple[str, Found]]:
    """The findings of each category, those that overlap put together under the name of the first."""
    merged: dict[str, list[Found]] = {}
    for place, one in sorted(found, key=lambda pair: (pair[1].start, pair[1].end)):
        if place is None:
            continue
        mine = merged.setdefault(place, [])
        if mine and one.start < mine[-1].end:
            mine[-1] = Found(mine[-1].start, max(mine[-1].end, one.end), mine[-1].name)
        else:
            mine.append(one)
    return [(place, one) for place, mine in merged.items() for one in mine]


def _around(document: Document, start: int, end: int) -> str:
    """The place with a little of what stands around it. All of it is made up."""
    before, after = document.text[max(0, start - 40) : start], document.text[end : end + 20]
    return f"{before}[[{document.text[start:end][:80]}]]{after}".replace("\n", "\\n")
