"""How much of the disk bodies may take."""

from __future__ import annotations

import logging

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.proxy.room import Room
from quarterdeck.proxy.spool import Spool

NEVER_FREE = "900TB"


def room_of(tmp_path, **limits) -> Room:
    return Room(Config.model_validate({"state": tmp_path, "workers": 2, "limits": {"min_free": 0, **limits}}))


def test_a_worker_has_its_share(tmp_path):
    room = room_of(tmp_path, spool_total=2000)
    assert isinstance(room.open(), Spool)
    assert room.take(900) is None
    assert room.take(101) == "spool-full"
    assert room.take(100) is None
    room.give(900)
    assert room.take(900) is None


def test_what_must_stay_free_stays_free(tmp_path):
    room = room_of(tmp_path, min_free=NEVER_FREE)
    assert room.open() == "spool-full"
    assert room.take(1) == "spool-full"
    assert room.used == 0


def test_a_folder_that_cannot_be_had(tmp_path):
    (tmp_path / "spool").write_text("in the way")
    assert room_of(tmp_path).open() == "spool-failed"


@pytest.mark.parametrize(("limits", "warned"), [({}, False), ({"min_free": NEVER_FREE}, True)])
def test_it_is_said_at_start_when_nothing_will_be_held(tmp_path, caplog, limits, warned):
    room = room_of(tmp_path, **limits)
    with caplog.at_level(logging.WARNING):
        room.warn()
    assert ("limits.min_free" in caplog.text) is warned


def test_it_is_said_at_start_when_there_is_no_folder(tmp_path, caplog):
    (tmp_path / "spool").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        room_of(tmp_path).warn()
    assert "no body can be held on disk" in caplog.text
