"""How many were not written is told once, and what is lost while it is told is told the next time."""

from __future__ import annotations

import errno
from dataclasses import replace

from quarterdeck.audit.lost import Lost

FULL = OSError(errno.ENOSPC, "No space left on device")


def test_what_was_told_is_forgotten_and_what_came_meanwhile_is_not() -> None:
    lost = Lost()
    assert not lost
    lost.add(0, FULL)
    assert not lost
    lost.add(2, FULL)
    began, told = lost.since, replace(lost)
    lost.add(3, OSError("gone"))
    assert lost.since == began > 0
    lost.forget(told)
    assert (lost.count, lost.why) == (3, "gone")
    lost.forget(replace(lost))
    assert not lost
    assert (lost.since, lost.why) == (0.0, "")


def test_records_that_came_late_are_told_too() -> None:
    lost = Lost()
    lost.found(4)
    assert lost
    assert lost.told().reason.endswith("after their requests had been settled: 4")


def test_the_record_of_it_is_one_of_the_log() -> None:
    lost = Lost()
    lost.add(2, FULL)
    lost.since = 1_700_000_000.0
    told = lost.told()
    assert (told.event, told.outcome.value) == ("log", "failed")
    said = "incomplete: records since 2023-11-14T22:13:20Z that could not be written: 2 (No space left on device)"
    assert told.reason == said
