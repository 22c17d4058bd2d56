"""A cursor says what was delivered, is whole at every moment, and where it is damaged it is not believed."""

from __future__ import annotations

import stat
from pathlib import Path

import orjson
import pytest

from quarterdeck.sinks.cursor import DamagedCursor, Place, cursor_path, read_places, unshipped, write_places
from tests.sinks.shipping import Deck

PLACES = {"deck-0": Place("quarterdeck/ab/deck-0", 7, "0f" * 32), "deck-1": Place("quarterdeck/ab/deck-1", 0, lost=3)}


def test_places_come_back_as_they_were_written(tmp_path):
    path = cursor_path(tmp_path, "siem")
    write_places(path, PLACES)
    assert read_places(path) == PLACES
    assert path == tmp_path / "sinks" / "siem.json"
    assert list(path.parent.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_there_are_none(tmp_path):
    assert read_places(tmp_path / "absent.json") is None


@pytest.mark.parametrize("cut", [0, 1, 40, 100])
def test_a_cut_file_is_damaged(tmp_path, cut):
    path = tmp_path / "a.json"
    write_places(path, PLACES)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DamagedCursor, match=r"a\.json is damaged"):
        read_places(path)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"form": 1},
        {"form": 1, "shards": []},
        {"form": 1, "shards": {"deck-0": {}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": -1}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": "7"}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": True}}},
        {"form": 1, "shards": {"deck-0": {"origin": None, "index": 1}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": 1, "lost": -1}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": 1, "last": 5}}},
        {"form": 1, "shards": {"deck-0": {"origin": "a", "index": 1, "more": 5}}},
    ],
)
def test_a_file_that_says_something_else_is_damaged(tmp_path, told):
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps(told))
    with pytest.raises(DamagedCursor, match="is damaged"):
        read_places(path)


def test_a_file_of_another_version_is_not_guessed_at(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps({"form": 2, "shards": {}}))
    with pytest.raises(DamagedCursor, match="of another version"):
        read_places(path)


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(DamagedCursor, match=r"a\.json cannot be read: Is a directory"):
        read_places(tmp_path / "a.json")


def at(state: Path, name: str, **indices: int) -> None:
    places = {shard.replace("_", "-"): Place("o", index) for shard, index in indices.items()}
    write_places(cursor_path(state, name), places)


def test_what_the_slowest_sink_has_not_delivered_is_unshipped(tmp_path):
    Deck(tmp_path, "deck-0", "deck-1")
    at(tmp_path, "a", deck_0=9, deck_1=2)
    at(tmp_path, "b", deck_0=4, deck_1=3)
    assert unshipped(tmp_path, ["a", "b"]) == {"deck-0": 4, "deck-1": 2}
    assert unshipped(tmp_path, ["a"]) == {"deck-0": 9, "deck-1": 2}


def test_a_sink_that_knows_nothing_of_a_shard_needs_all_of_it(tmp_path):
    Deck(tmp_path, "deck-0", "deck-1")
    at(tmp_path, "a", deck_0=9)
    assert unshipped(tmp_path, ["a"]) == {"deck-0": 9, "deck-1": 0}
    assert unshipped(tmp_path, ["a", "new"]) == {"deck-0": 0, "deck-1": 0}
    cursor_path(tmp_path, "a").write_text("{")
    assert unshipped(tmp_path, ["a"]) == {"deck-0": 0, "deck-1": 0}


def test_a_sink_that_is_configured_no_more_holds_nothing_back(tmp_path):
    Deck(tmp_path)
    at(tmp_path, "gone", deck_0=1)
    assert unshipped(tmp_path, []) == {}
