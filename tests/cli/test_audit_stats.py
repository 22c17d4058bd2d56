"""`quarterdeck audit stats`: what the log adds up to, for people and for scripts."""

from __future__ import annotations

import pytest

from quarterdeck.model.record import Outcome
from tests.audit.recorded import keep, record


@pytest.fixture
def log(here):
    folder = here / "var" / "audit"
    refused = {"outcome": Outcome.REFUSED, "action": "block", "rules": ("acme/\x1b[31m",), "service": "a-chat"}
    return keep(folder, [record(0, **refused), record(1), record(60 * 48)])


def test_people_read_a_page(quarterdeck, log):
    answer = quarterdeck("audit", "stats")
    assert answer.code == 0
    assert answer.out.startswith("3 records from 2026-03-03T12:00:00.000Z to before 2026-03-05T12:00:00.001Z, ")
    assert "3 requests and connections: 1 refused, 0 coached, 0 redacted, 2 passed" in answer.out
    assert "a-chat" in answer.out
    assert "\x1b[31m" not in answer.out
    assert "cannot be read" not in answer.out


def test_scripts_read_one_document(quarterdeck, log):
    told = quarterdeck("audit", "stats", "--json").json
    assert told["records"] == 3
    assert told["kinds"]["refused"] == 1
    assert told["services"] == {"rows": [["a-chat", 1, 1, 0, 0, 0, 0, 0]], "total": 1}
    assert told["logs"] == ["deck-0"]
    assert told["bytes"] == sum(path.stat().st_size for path in (log / "records").iterdir())


def test_a_span_can_be_given(quarterdeck, log):
    assert quarterdeck("audit", "stats", "--json", "--to", "2026-03-03").json["records"] == 2
    assert quarterdeck("audit", "stats", "--json", "--from", "2026-03-04").json["records"] == 1
    answer = quarterdeck("audit", "stats", "--from", "soon")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)


def test_lines_that_cannot_be_read_are_told(quarterdeck, log):
    with next((log / "records").iterdir()).open("ab") as file:
        file.write(b"no json\n")
    assert "1 line of the log cannot be read" in quarterdeck("audit", "stats").out
