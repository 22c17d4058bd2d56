"""The packaged detectors of persons: their samples, their engines, and texts in which they must find nothing."""

from __future__ import annotations

import pytest

from quarterdeck.config.detectors import packaged, pattern_of
from quarterdeck.policy.detector_schema import Detector

hyperscan = pytest.importorskip("hyperscan")

PII = [detector for detector in packaged() if detector.id.startswith("pii.")]
CHECKED = [d for d in PII if d.id.startswith("pii.national-id-") and d.confirm]
WITHOUT_CHECK_DIGIT = {f"pii.national-id-{id_}" for id_ in ("al-nipt", "ar-dni", "in-pan", "eg-tn", "ke-pin")}
INNOCENT = [
    "python 3.13.0.1 and Chrome/120.0.6099.71 on version 10.15.7.2",
    "2026-11-25T08:35:00.123456Z 1764059700123456789 1764059700",
    "commit 94f14e0c2f6b8a1d9e3c5b7a0f2d4e6c8b0a1f3e, md5 9e107d9d372bb6826bd81d3542a419d6",
    "uuid 4f9c2b1a-7d3e-4c58-9a61-0b2d4e6f8a1c",
    "order number 4111111111111112, tracking 9400110200881234567890",
    "ISBN 978-3-16-148410-0 and ISSN 2049-3630",
    "const SIZE = 2125550173; x = 0x7fffffff; sleep(86400)",
    "48.858370, 2.294481 and -33.856784, 151.215297",
    "12:34:56 ratio 16:9, std::vector<int> a::b",
    "import @types/node@20.1.0; icon@2x.png; git@github.com:a/b.git",
    "The quick brown fox jumps over the lazy dog in 42 lines of RFC 2119.",
]


def by_id(detector: Detector) -> str:
    return detector.id


@pytest.mark.parametrize("detector", PII, ids=by_id)
def test_every_sample_comes_out_as_the_file_says(detector: Detector) -> None:
    pattern = pattern_of(detector)
    assert [text for text in detector.hits if not any(pattern.spans(text))] == []
    assert [text for text in detector.misses if any(pattern.spans(text))] == []


@pytest.mark.parametrize("detector", PII, ids=by_id)
def test_every_expression_compiles_for_the_search_of_many(detector: Detector) -> None:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8
    for expression in {detector.regex, pattern_of(detector).expression}:
        database.compile(expressions=[expression.encode()], ids=[0], elements=1, flags=[flags])


@pytest.mark.parametrize("detector", [d for d in CHECKED if d.id not in WITHOUT_CHECK_DIGIT], ids=by_id)
def test_a_wrong_check_digit_is_no_identity_number(detector: Detector) -> None:
    unchecked = pattern_of(detector.model_copy(update={"confirm": ()}))
    assert any(any(unchecked.spans(text)) for text in detector.misses)


def test_at_least_fifty_kinds_of_identity_numbers_are_checked() -> None:
    assert len(CHECKED) >= 50


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_texts_hold_nobody(text: str) -> None:
    assert [d.id for d in PII if any(pattern_of(d).spans(text))] == []
