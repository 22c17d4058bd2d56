from __future__ import annotations

from quarterdeck.config.scan import scan_file, scan_text
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Extracted, Label

DETECTORS = Detectors((Pattern("custom.k", "KEY-[0-9]"),))


def test_a_finding_has_its_line_and_column() -> None:
    found = scan_text("first\nsecond KEY-1\n\nKEY-2", DETECTORS).found
    assert [(one.line, one.column, one.text, one.finding.start) for one in found] == [
        (2, 8, "KEY-1", 13),
        (4, 1, "KEY-2", 20),
    ]


def test_a_file_is_scanned_in_all_its_parts_with_its_labels_and_what_it_does_not_say() -> None:
    extracted = Extracted(
        "docx",
        (("a.xml", "x\nKEY-1"), ("b.xml", "KEY-2")),
        (("c.bin", "encrypted"),),
        (("docProps/custom.xml", Label("8b6e", "Secret")),),
    )
    scanned = scan_file(extracted, DETECTORS)
    assert [(one.finding.detector, one.finding.part, one.line, one.column) for one in scanned.found] == [
        ("marking.mip.8b6e", "docProps/custom.xml", 1, 1),
        ("custom.k", "a.xml", 2, 1),
        ("custom.k", "b.xml", 1, 1),
    ]
    assert scanned.opaque == (("c.bin", "encrypted"),)
