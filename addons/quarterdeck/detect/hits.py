"""What one detector sees in several readings of a text is one finding: the one for which the least was undone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from quarterdeck.detect.finder import Named
from quarterdeck.detect.turned import WEAK
from quarterdeck.model.finding import Finding


class Hit(NamedTuple):
    """What a detector found: its place in the original text, what was undone, and in which reading it was seen."""

    pattern: Named
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
        stretches = _covered(kept)
        starts = [stretch[0] for stretch in stretches]
        added: list[Finding] = []
        for hit in same:
            at = bisect_left(starts, hit.end) - 1
            if at < 0 or stretches[at][1] <= hit.start:
                added.append(_finding(pointer, hit))
            elif not WEAK.intersection(hit.steps):
                first = stretches[at][2]
                kept[first] = _wider(kept[first], hit)
        kept = sorted(kept + added, key=lambda finding: (finding.start, finding.end))
    return kept


def _covered(kept: list[Finding]) -> list[tuple[int, int, int]]:
    """The stretches that findings in order of their starts cover, apart from each other, and the first of each."""
    stretches: list[tuple[int, int, int]] = []
    for index, finding in enumerate(kept):
        if stretches and finding.start < stretches[-1][1]:
            start, end, first = stretches[-1]
            stretches[-1] = (start, max(end, finding.end), first)
        else:
            stretches.append((finding.start, finding.end, index))
    return stretches


def _finding(pointer: str, hit: Hit) -> Finding:
    confidence = hit.pattern.confidence / 2 if WEAK.intersection(hit.steps) else hit.pattern.confidence
    return Finding(hit.pattern.id, pointer, hit.start, hit.end, confidence, hit.steps)


def _wider(finding: Finding, hit: Hit) -> Finding:
    if finding.start <= hit.start and hit.end <= finding.end:
        return finding
    start, end = min(finding.start, hit.start), max(finding.end, hit.end)
    return Finding(finding.detector, finding.part, start, end, finding.confidence, finding.decoded_from)
