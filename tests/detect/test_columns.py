"""A value is read under the head of its column, and prose is no table."""

from __future__ import annotations

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.columns import Columns
from quarterdeck.detect.near import Near
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Part

CSV = "id,name,date of birth\n" + "".join(f"{number},Ann,1980-01-{number}\n" for number in range(10, 29))
BORN = Pattern("pii.born", r"\b\d{4}-\d\d-\d\d\b", near=Near(("date of birth", "born"), 10))


def headed(text: str, what: str) -> str | None:
    found = Columns(text).head(text.rindex(what))
    return None if found is None else text[slice(*found)].strip()


@pytest.mark.parametrize(
    ("text", "what", "head"),
    [
        (CSV, "1980-01-28", "date of birth"),
        (CSV, "28,Ann", "id"),
        (CSV.replace(",", "\t"), "1980-01-28", "date of birth"),
        (CSV.replace(",", ";").replace("Ann", "Ann, Mrs"), "1980-01-28", "date of birth"),
        ("| name | born |\n|---|---|\n| Ann | 1980-01-28 |\n", "1980-01-28", "born"),
        ('"a,b",born\n"Smith, Ann",1980-01-28\n', "1980-01-28", "born"),
        ('one line before\n\n"a,b",born\r\n"Smith, Ann",1980-01-28\r\n', "1980-01-28", "born"),
        ("name,born\nAnn,1980-01-28", "1980-01-28", "born"),
    ],
)
def test_what_heads_a_column_is_found(text: str, what: str, head: str) -> None:
    assert headed(text, what) == head


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name,born\nAnn,1980-01-28", "born"),
        ("name,born\n\nAnn,1980-01-28", "1980-01-28"),
        ("name,born\nAnn,London,1980-01-28", "1980-01-28"),
        ("born\n1980-01-28", "1980-01-28"),
        (f"It was {'long ' * 9} ago that somebody was born, we think.\nIt was on 1980-01-28, we know.", "1980-01-28"),
        ("name,born\nAnn," + "x" * 5000 + "1980-01-28", "1980-01-28"),
        ("a" * 5000 + ",born\nAnn,1980-01-28", "1980-01-28"),
        ("", ""),
    ],
)
def test_what_is_no_table_heads_nothing(text: str, what: str) -> None:
    assert headed(text, what) is None


def test_a_detector_finds_what_its_word_heads() -> None:
    detectors = Detectors((BORN,))
    assert len(detectors.look((Part("", CSV),)).findings) == 19
    assert not detectors.look((Part("", CSV.replace("date of birth", "delivered")),)).findings


def test_every_line_is_looked_at_once() -> None:
    lines = 0

    class Counted(Columns):
        def _line(self, start: int) -> str | None:
            nonlocal lines
            lines += 1
            return super()._line(start)

    text = "a,born\n" + "x,1980-01-28\n" * 2000
    columns = Counted(text)
    for number in range(2000):
        assert columns.head(9 + 13 * number) is not None
    assert lines < 3 * 2000 + 10
