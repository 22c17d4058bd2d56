"""No match is longer than what is said of its expression."""

from __future__ import annotations

from math import inf

import pytest
import re2

from quarterdeck.config.detectors import packaged
from quarterdeck.detect.length import longest


@pytest.mark.parametrize(
    ("regex", "length"),
    [
        ("", 0),
        ("abc", 3),
        (r"\bPRJ-[0-9]{6}\b", 10),
        (r"(?i)a|(?:bc|(?P<d>def))|gh", 3),
        ("a{2,5}b?", 6),
        ("(?:ab){3}", 6),
        ("(a{2}b){2,4}", 12),
        (r"[\]\\a-z]\x{10FFFF}\pL\p{Greek}.[[:alpha:]]", 6),
        ("a+", inf),
        ("(?:ab*)?", inf),
        ("a{3,}", inf),
        ("(?:a+){2}|b", inf),
        (r"\(\)\[\]\{\}\|\*", 8),
        # What is not understood has no bound.
        ("a)b", inf),
        ("(a", inf),
    ],
)
def test_the_longest_match_is_told(regex: str, length: float) -> None:
    assert longest(regex) == length


def test_no_sample_of_a_packaged_detector_is_longer() -> None:
    bounded = 0
    for detector in packaged():
        length = longest(detector.regex)
        bounded += length != inf
        for hit in detector.hits:
            for found in re2.finditer(detector.regex, hit.replace("\u00b7", "")):
                assert found.end() - found.start() <= length, detector.id
    assert bounded > 100
