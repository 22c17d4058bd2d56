from __future__ import annotations

import logging

import pytest

from quarterdeck.model.decision import Coverage
from quarterdeck.proxy.tally import Tally


def test_totals_say_how_much_was_read_and_why_not_more() -> None:
    tally = Tally()
    tally.add(Coverage.WHOLE, ())
    tally.add(Coverage.PART, ("encrypted", "image"))
    tally.add(Coverage.NONE, ("tunnelled",))
    tally.add(Coverage.NONE, ("tunnelled",))
    assert tally.told() == {
        "whole": 1,
        "part": 1,
        "none": 2,
        "unread": {"encrypted": 1, "image": 1, "tunnelled": 2},
        "drift": [],
    }


def test_drift_is_counted_each_time_and_told_once_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally()
    with caplog.at_level(logging.WARNING):
        for now in (1e9, 1e9 + 60, 1e9 + 3601):
            tally.drifted("chatgpt-web", "chatgpt.com", now)
        tally.drifted("claude-web", "claude.ai", 1e9)
    assert [record.args for record in caplog.records] == [
        ("chatgpt.com", "chatgpt-web"),
        ("chatgpt.com", "chatgpt-web"),
        ("claude.ai", "claude-web"),
    ]
    assert tally.told()["drift"] == [
        {"format": "chatgpt-web", "host": "chatgpt.com", "requests": 3},
        {"format": "claude-web", "host": "claude.ai", "requests": 1},
    ]
