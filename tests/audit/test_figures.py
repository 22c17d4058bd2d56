"""The figures of a log are what a person who counts its records gets."""

# ruff: noqa: DTZ001  the view's times are UTC without saying so

from __future__ import annotations

import datetime as dt

import pytest

from quarterdeck.audit.figures import figures, span_of
from quarterdeck.audit.query import Log
from quarterdeck.model.decision import Coverage
from quarterdeck.model.record import Outcome
from tests.audit.recorded import NOON, keep, record

COACH = {"outcome": Outcome.REFUSED, "action": "coach", "rules": ("acme/coach",)}
SECRET = {"outcome": Outcome.REWRITTEN, "action": "redact", "rules": ("acme/secrets",), "service": "a-chat"}


@pytest.fixture
def found(tmp_path):
    keep(
        tmp_path / "audit",
        [
            record(0, event="policy", policy_version="v1", reason="loaded", user=None),
            record(1, service="a-chat", rules=("default/allow",)),
            record(2, findings=(("secrets.pat", 3), ("pii.iban", 1)), **SECRET),
            record(3, findings=(("secrets.pat", 1),), shadow=("acme/next",), **SECRET),
            record(4, **COACH),
            record(
                4, event="grant", outcome=Outcome.GRANTED, rules=("acme/coach",), reason="My work.", until=NOON + 999
            ),
            record(5, outcome=Outcome.REFUSED, action="block", rules=("acme/ban",), service="b-chat"),
            record(6, event="connection", outcome=Outcome.CUT, user=None, client="192.0.2.9"),
            record(7, event="connection", outcome=Outcome.TUNNELLED, host="t.example", unread=("tunnelled",)),
            record(8, event="connection", outcome=Outcome.FAILED, host="p.example", unread=("pinned",)),
            record(
                9, format="x-chat", host="d.example", drift=True, coverage=Coverage.PART, unread=("image", "binary")
            ),
            record(9, event="outcome", outcome=Outcome.CUT, unread=("binary",), coverage=Coverage.NONE, user=None),
            record(10, event="outcome", outcome=Outcome.REWRITTEN, user=None),
            record(60 * 24 * 9, exceptions=("acme/lab",)),
        ],
    )
    with Log(tmp_path / "audit") as log:
        begin, _ = span_of(log)
        yield figures(log, begin, begin + dt.timedelta(hours=1))


def test_each_request_and_connection_is_of_one_kind(found):
    assert found.records == 13
    assert found.judged == 9
    assert found.kinds == {"refused": 2, "coached": 1, "redacted": 2, "passed": 2, "tunnelled": 1, "failed": 1}
    assert (found.answers_stopped, found.answers_rewritten) == (1, 1)


def test_what_is_listed_has_the_most_frequent_first(found):
    assert [row[:2] for row in found.services.rows] == [("a-chat", 3), ("b-chat", 1)]
    assert found.services.rows[0][2:] == (0, 0, 2, 1, 0, 0)
    assert found.rules.rows[0][:2] == ("acme/secrets", 2)
    assert found.shadow.rows == [("acme/next", 1)]
    assert found.detectors.rows == [("secrets.pat", 2, 4), ("pii.iban", 1, 1)]
    assert found.principals.total == 4
    assert found.principals.more == 0


def test_what_was_not_read_is_counted_with_its_reasons(found):
    assert found.requests == {"whole": 8, "part": 1, "none": 0}
    assert found.answers == {"whole": 1, "part": 0, "none": 1}
    assert found.unread.rows[0] == ("binary", 2, 1, 1)
    assert found.tunnelled.rows == [("t.example", 1)]
    assert found.pinned.rows == [("p.example", 1)]
    assert found.drift.rows == [("x-chat", "d.example", 1)]


def test_grants_and_policies_are_told_one_by_one(found):
    ((time, who, rules, reason, ticket, until),) = found.grants.rows
    assert (time, rules, reason, ticket) == (dt.datetime(2026, 3, 3, 12, 4), ["acme/coach"], "My work.", None)
    assert until == dt.datetime(2026, 3, 3, 12, 16, 39)
    assert len(who) == 16
    assert found.policies.rows == [(dt.datetime(2026, 3, 3, 12), "forwarded", "loaded", "v1")]


def test_the_trend_has_steps_that_fit_the_span(found, tmp_path):
    assert found.step == "hour"
    assert found.trend == [(dt.datetime(2026, 3, 3, 12), 2, 1, 2, 2, 1, 1)]
    with Log(tmp_path / "audit") as log:
        begin, end = span_of(log)
        assert end == dt.datetime(2026, 3, 12, 12, 0, 0, 1000)
        longer = figures(log, begin, end)
        assert longer.step == "day"
        assert [row[0].day for row in longer.trend] == [3, 12]
        assert longer.exceptions.rows == [("acme/lab", 1)]
        assert figures(log, begin, begin + dt.timedelta(days=400)).step == "week"
        assert figures(log, begin, begin + dt.timedelta(days=4000)).step == "month"


def test_a_list_says_how_many_more_there_are(tmp_path):
    keep(tmp_path, [record(number, service=f"s{number}") for number in range(20)])
    with Log(tmp_path) as log:
        services = figures(log, *span_of(log)).services
    assert (len(services.rows), services.total, services.more) == (15, 20, 5)


def test_an_empty_log_adds_up_to_nothing(tmp_path):
    keep(tmp_path, [])
    with Log(tmp_path) as log:
        found = figures(log, *span_of(log))
    assert (found.records, found.judged, found.trend) == (0, 0, [])


def test_lines_that_cannot_be_read_are_counted(tmp_path):
    shard = keep(tmp_path, [record(0)])
    with next((shard / "records").iterdir()).open("ab") as file:
        file.write(b"no json\n")
    with Log(tmp_path) as log:
        assert figures(log, *span_of(log)).unreadable == 1
