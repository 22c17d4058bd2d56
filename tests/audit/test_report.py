"""The page stands alone, runs nothing, and says what was not inspected and whether the log is what was signed."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from quarterdeck.audit.figures import figures, span_of
from quarterdeck.audit.query import Log
from quarterdeck.audit.report import About, kept_of, render
from quarterdeck.audit.verify import verify_shard
from quarterdeck.model.decision import Coverage
from quarterdeck.model.record import Outcome
from tests.audit.recorded import NOON, closed_segments, keep, record

EVIL = "<script>alert(1)</script>\u202e"


class Page(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags, self.open, self.seen = [], [], []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "rect", "line"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.seen.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.seen).split())


@pytest.fixture
def folder(tmp_path):
    log = tmp_path / "audit"
    stopped = {"outcome": Outcome.REFUSED, "action": "block", "service": EVIL, "rules": ("acme/ban",)}
    keep(
        log,
        [
            *map(record, range(20)),
            record(20, **stopped),
            record(21, event="connection", outcome=Outcome.TUNNELLED, host="bank.example", unread=("tunnelled",)),
            record(22, unread=("image", "new-reason"), coverage=Coverage.PART),
            record(
                23, event="grant", outcome=Outcome.GRANTED, reason=EVIL, rules=("acme/c",), until=NOON, ticket="S-1"
            ),
            record(24, event="policy", outcome=Outcome.REFUSED, reason="not loaded: x.yaml:1", policy_version="v7"),
        ],
        segment=2000,
    )
    return log


def page_of(folder, *, checked=True, trusted=False):
    with Log(folder) as log:
        found = figures(log, *span_of(log))
    shard = folder / "deck-0"
    reports = [verify_shard(shard)] if checked else None
    made = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    return render(found, About("A & B", str(folder), made, "0.1", reports, trusted, [kept_of(shard)]))


def test_the_page_loads_nothing_and_runs_nothing(folder):
    page = page_of(folder)
    tags = Page(page).tags
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if any(name.startswith("on") or name == "src" for name in attrs)]
    assert [attrs["href"] for tag, attrs in tags if tag == "a"] in ([], ["#log"])
    assert not re.search(rb"url\(|@import|https?://", page)
    assert b"default-src 'none'" in page


def test_its_tags_close_and_what_others_wrote_stays_text(folder):
    page = Page(page_of(folder))
    assert page.open == []
    assert "<script>alert(1)</script>\ufffd" in page.text
    assert "\u202e" not in page.text
    assert "A & B" in page.text


def test_it_says_what_was_not_inspected_and_why(folder):
    text = Page(page_of(folder)).text
    assert "image nobody looks at what a picture shows 1 0" in text
    assert "new-reason" in text
    assert "bank.example 1" in text
    assert "Requests and connections 22 1 0" in text


def test_it_lists_grants_and_changes_of_the_policy(folder):
    text = Page(page_of(folder)).text
    assert "2026-03-03 12:23" in text
    assert "S-1 2026-03-03 12:00" in text
    assert "rejected: not loaded: x.yaml:1 v7" in text


def test_each_chart_has_a_table_behind_it(folder):
    tags = [tag for tag, _ in Page(page_of(folder)).tags]
    assert tags.index("details") > tags.index("svg")
    assert tags[tags.index("details") :].index("table") < 5


def test_it_says_that_the_log_is_what_was_signed_and_by_whose_keys(folder):
    assert "The log is what was signed." in Page(page_of(folder)).text
    assert "keys that lie in the log itself" in Page(page_of(folder)).text
    assert "keys that came from elsewhere" in Page(page_of(folder, trusted=True)).text
    assert "was not verified" in Page(page_of(folder, checked=False)).text


def test_it_says_what_does_not_fit(folder):
    closed = closed_segments(folder / "deck-0")[0]
    closed.write_bytes(closed.read_bytes().replace(b"forwarded", b"refused!!", 1))
    text = Page(page_of(folder)).text
    assert "The log is not what was signed." in text
    assert "NOT AS SIGNED" in text
    assert "record 0 is not the one whose hash was kept" in text


def test_it_says_what_was_removed(folder):
    first, second = closed_segments(folder / "deck-0")[:2]
    first.unlink()
    number = int(second.stem)
    assert f"{number} before number {number}; their hashes are kept" in Page(page_of(folder)).text


def test_an_empty_log_has_a_page_too(tmp_path):
    keep(tmp_path, [])
    text = Page(page_of(tmp_path)).text
    assert "Nothing was judged in this time." in text
