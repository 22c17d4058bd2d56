"""A log that was brought to its end says so among its last lines; whatever else it ends in, it was broken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.ending import broken_off
from tests.audit.shards import lines, opened

STOPPED = b'{"event":"log","outcome":"forwarded","reason":"stopped after a drain"}\n'
STARTED = b'{"event":"log","outcome":"forwarded","reason":"started; version 1"}\n'
SPOKEN = b'{"event":"decision","path":"/\\"event\\":\\"log\\",\\"reason\\":\\"stopped\\""}\n'


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ([], False),
        ([STARTED], True),
        ([STARTED, STOPPED], False),
        ([STOPPED, STARTED], True),
        ([STARTED, STOPPED, *lines(0, 5)], False),
        ([STOPPED, *lines(0, 9000)], True),
        ([STARTED, SPOKEN], True),
        (lines(0, 3), True),
    ],
)
def test_the_last_that_a_log_says_of_itself_tells(tmp_path: Path, written: list[bytes], broken: bool) -> None:
    shard = opened(tmp_path / "deck-0", segment=1 << 20)
    if written:
        shard.append(written)
    shard.close()
    assert broken_off(tmp_path / "deck-0") is broken


def test_half_a_line_and_an_empty_segment_say_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "deck-0"
    assert not broken_off(folder)
    shard = opened(folder)
    shard.append([STARTED, STOPPED])
    shard.turn()
    shard.close()
    assert len(layout.segments(folder)) == 2
    assert not broken_off(folder)
    layout.segments(folder)[-1].path.write_bytes(b'{"event":"log","rea')
    assert not broken_off(folder)


def test_bytes_that_are_no_json_say_nothing(tmp_path: Path) -> None:
    shard = opened(tmp_path / "deck-0")
    shard.append([STOPPED, b'{"event":"log"\n'])
    shard.close()
    assert not broken_off(tmp_path / "deck-0")
