"""Findings of one text that overlap are one: the surest names it, then the longest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterdeck.model.finding import Finding


def merged(findings: Iterable[Finding]) -> Iterator[tuple[int, int, list[Finding]]]:
    """Start and end of each stretch, in order, with its findings: the one that names it first.

    Findings that only touch are two.
    """
    group: list[Finding] = []
    low = high = 0
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if group and finding.start >= high:
            yield low, high, sorted(group, key=_rank)
            group = []
        if not group:
            low = high = finding.start
        group.append(finding)
        high = max(high, finding.end)
    if group:
        yield low, high, sorted(group, key=_rank)


def _rank(finding: Finding) -> tuple[float, int, int, str]:
    return -finding.confidence, finding.start - finding.end, finding.start, finding.detector
