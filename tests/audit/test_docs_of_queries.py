"""The page on queries is right: each SELECT in it can be asked, and each column stands in its table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quarterdeck.audit.columns import COLUMNS
from quarterdeck.audit.query import Log
from tests.audit.recorded import keep, record

PAGE = (Path(__file__).parents[2] / "docs" / "audit-queries.md").read_text()
QUERIES = [*re.findall(r'"((?:SELECT|FROM) [^"]*)"', PAGE), *re.findall(r"`(SELECT [^`]*)`", PAGE)]


@pytest.mark.parametrize("sql", QUERIES)
def test_a_query_of_the_page_can_be_asked(tmp_path, sql):
    keep(tmp_path / "audit", [record(0, rules=("acme/a",), findings=(("pii.iban", 1),))])
    with Log(tmp_path / "audit") as log:
        log.ask(sql).rows()


def test_the_page_has_examples_and_every_column():
    assert len(QUERIES) > 8
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [(name, column.type, column.meaning) for name, column in COLUMNS.items()]
