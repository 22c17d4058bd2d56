"""What one detector sees in several readings of a text is one finding: the one for which the least was undone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.turned import WEAK
from quarterdeck.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a pattern: its place in the original text, what was undone, and in which reading it was seen."""

    pattern: Pattern
    start: int
    end: int
    steps: tuple[str, ...]
    reading: int


def collapse(pointer: str, hits: Iterable[Hit]) -> list[Finding]:
    """The findings in one text, by detector and place.

    A hit that overlaps one of a reading less decoded is the same thing, seen again; the finding then covers both.
    Hits of one reading are all kept, for they can be counted. ROT13 and reversed text are worth half.
    """
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.pattern.id, []).append(hit)
    return [finding for same in found.values() for finding in _distinct(pointer, same)]


def _distinct(pointer: str, hits: list[Hit]) -> list[Finding]:
    hits.sort(key=lambda hit: (len(hit.steps), hit.reading, hit.start))
    kept: list[Finding] = []
    for _, same in groupby(hits, key=attrgetter("reading")):
        # In order of their ends too: within a reading matches follow each other, and every reading keeps order.
        ends = [finding.end for finding in kept]
        added: list[Finding] = []
        for hit in same:
            at = bisect_left(ends, hit.start + 1)
            if at == len(kept) or kept[at].start >= hit.end:
                added.append(_finding(pointer, hit))
            elif not WEAK.intersection(hit.steps):
                kept[at] = _wider(kept[at], hit)
        kept = sorted(kept + added, key=lambda finding: (finding.end, finding.start))
    return sorted(kept, key=lambda finding: (finding.start, finding.end))


def _finding(pointer: str, hit: Hit) -> Finding:
    confidence = hit.pattern.confidence / 2 if WEAK.intersection(hit.steps) else hit.pattern.confidence
    return Finding(hit.pattern.id, pointer, hit.start, hit.end, confidence, hit.steps)


def _wider(finding: Finding, hit: Hit) -> Finding:
    if finding.start <= hit.start and hit.end <= finding.end:
        return finding
    start, end = min(finding.start, hit.start), max(finding.end, hit.end)
    return Finding(finding.detector, finding.part, start, end, finding.confidence, finding.decoded_from)
