from __future__ import annotations

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding


def test_a_finding_says_where_and_by_whom() -> None:
    found = Detectors((Pattern("custom.k", "KEY", 0.5),)).find([Part("/a", "x"), Part("/b", "a KEY")])
    assert found == (Finding("custom.k", "/b", 2, 5, 0.5),)
