"""`quarterdeck audit report`: a page in a file, and an exit code that says whether the log can be relied on."""

from __future__ import annotations

import pytest

from tests.audit.recorded import keep, record


@pytest.fixture
def shard(here):
    return keep(here / "var" / "audit", [record(0), record(1), record(60 * 48)])


def test_the_page_is_written_and_the_log_verified(quarterdeck, shard, here):
    answer = quarterdeck("audit", "report", "-o", "report.html")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "report.html: 3 records; the log is as signed\n"
    assert "The log is what was signed." in (here / "report.html").read_text()


def test_the_days_that_are_given_count_whole(quarterdeck, shard, here):
    answer = quarterdeck("audit", "report", "--from", "2026-03-03", "--to", "2026-03-04", "-o", "-", "--title", "March")
    assert "<h1>March</h1>" in answer.out
    assert "From 3 March 2026, 00:00 until before 5 March 2026, 00:00, UTC." in answer.out
    assert "2 records lie in the time" in answer.out


def test_a_log_that_was_changed_gives_a_page_and_exit_code_1(quarterdeck, shard, here):
    (segment,) = (shard / "records").iterdir()
    segment.write_bytes(segment.read_bytes().replace(b"allow", b"block", 1))
    answer = quarterdeck("audit", "report", "-o", "report.html")
    assert answer.code == 1
    assert "NOT as signed" in answer.err
    assert "The log is not what was signed." in (here / "report.html").read_text()
    assert quarterdeck("audit", "report", "-o", "report.html", "--no-verify").code == 0
    assert "was not verified" in (here / "report.html").read_text()


def test_a_key_from_elsewhere_is_what_the_log_is_held_against(quarterdeck, shard, here):
    key = (shard / "log.pub").read_text().strip()
    assert quarterdeck("audit", "report", "-o", "report.html", "--key", key).code == 0
    assert "keys that came from elsewhere" in (here / "report.html").read_text()


@pytest.mark.parametrize(
    "span", [("--from", "2026-03-04", "--to", "2026-03-03"), ("--from", "x"), ("--dir", "nowhere")]
)
def test_what_cannot_be_reported_on_is_told(quarterdeck, shard, here, span):
    answer = quarterdeck("audit", "report", "-o", "report.html", *span)
    assert answer.code == 2
    assert not (here / "report.html").exists()
