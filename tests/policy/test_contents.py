from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.finding import Finding
from quarterdeck.policy.contents import content_tests, every_content_test, selecting
from quarterdeck.policy.grammar import ContentTest, Match


def match(**keys: Any) -> Match:
    return Match.model_validate(keys)


NESTED = match(
    content="secrets.*",
    any=[{"content": "pii.*"}, {"all": [{"content": "marking.*"}, {"not": {"content": "custom.*"}}]}],
)


def test_what_must_hold_is_found_at_any_depth() -> None:
    assert [test.detector for test in content_tests(NESTED)] == [("secrets.*",), ("pii.*",), ("marking.*",)]


def test_all_questions_include_what_must_not_hold() -> None:
    assert ("custom.*",) in [test.detector for test in every_content_test(NESTED)]
    assert list(every_content_test(None)) == []


@pytest.mark.parametrize(
    ("tests", "selected"),
    [
        ([ContentTest(detector=("secrets.*",))], True),
        ([ContentTest(detector=("pii.*",)), ContentTest(detector=("secrets.a",))], True),
        ([ContentTest(detector=("pii.*",))], False),
        ([ContentTest(detector=("secrets.*",), min_confidence=0.9)], False),
        ([ContentTest(min_confidence=0.5)], True),
        ([ContentTest(detector=("secrets.*",), file_type=("pdf",))], False),
        ([ContentTest(detector=("secrets.*",), file_type=("doc*",))], True),
        # Who asks for a type alone asks for no finding.
        ([ContentTest(file_type=("docx",))], False),
    ],
)
def test_a_finding_is_selected_by_detector_confidence_and_file(tests: list[ContentTest], selected: bool) -> None:
    finding = Finding("secrets.a", "/file!word/document.xml", 0, 3, 0.8)
    assert selecting(tests)(finding, (("/file", "docx"), ("/other", "pdf"))) is selected
