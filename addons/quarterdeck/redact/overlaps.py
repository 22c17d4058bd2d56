"""Findings of one text that overlap are one: a secret names it first, then the surest, then the longest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterdeck.model.finding import SECRETS, Finding


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


def is_secret(finding: Finding) -> bool:
    """Whether what was found is not given back, unless a rule says so."""
    return finding.detector.startswith(SECRETS)


def _rank(finding: Finding) -> tuple[bool, float, int, int, str]:
    # By its type alone it must be plain that a value is a secret: that is all a store remembers of it.
    return not is_secret(finding), -finding.confidence, finding.start - finding.end, finding.start, finding.detector
