from __future__ import annotations

from quarterdeck.detect.hits import Hit, collapse
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.finding import Finding

A = Pattern("custom.a", "x", 0.8)
B = Pattern("custom.b", "x")


def test_the_least_decoded_stands_for_what_overlaps_it() -> None:
    hits = [Hit(A, 0, 5, ("base64", "hex"), 3), Hit(A, 0, 5, ("base64",), 1), Hit(B, 0, 5, ("hex",), 2)]
    assert collapse("/p", hits) == [
        Finding("custom.a", "/p", 0, 5, 0.8, ("base64",)),
        Finding("custom.b", "/p", 0, 5, 1.0, ("hex",)),
    ]


def test_it_covers_what_the_others_saw() -> None:
    hits = [Hit(A, 2, 5, (), 0), Hit(A, 2, 9, ("normalised",), 1), Hit(A, 0, 3, ("rot13",), 2)]
    assert collapse("", hits) == [Finding("custom.a", "", 2, 9, 0.8)]


def test_the_hits_of_one_reading_can_be_counted() -> None:
    hits = [Hit(A, 0, 40, ("base64", "gzip"), 1) for _ in range(3)]
    assert len(collapse("", hits)) == 3


def test_what_does_not_overlap_is_kept_in_order() -> None:
    hits = [Hit(A, 10, 15, (), 0), Hit(A, 0, 10, ("hex",), 1), Hit(A, 15, 20, ("hex",), 1)]
    assert [(finding.start, finding.end) for finding in collapse("", hits)] == [(0, 10), (10, 15), (15, 20)]


def test_a_wide_finding_is_seen_behind_a_narrow_one() -> None:
    hits = [Hit(A, 0, 20, (), 0), Hit(A, 5, 8, (), 0), Hit(A, 2, 4, ("hex",), 1), Hit(A, 9, 12, ("hex",), 1)]
    assert [(finding.start, finding.end) for finding in collapse("", hits)] == [(0, 20), (5, 8)]


def test_weak_readings_are_worth_half() -> None:
    assert [finding.confidence for finding in collapse("", [Hit(A, 0, 1, ("reversed",), 1)])] == [0.4]
