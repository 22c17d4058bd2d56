"""All shards are read in turn, none waits for another, and those that come later are found."""

from __future__ import annotations

from quarterdeck.audit import layout
from quarterdeck.sinks.cursor import Place
from quarterdeck.sinks.shards import Shards
from tests.sinks.shipping import Deck

ALL = 1 << 30


def read(shards: Shards, most: int = 100) -> list[str]:
    return [f"{one.origin.rpartition('/')[2]}/{one.index}" for one in shards.read(most, ALL)]


def test_every_shard_is_read_the_one_of_commands_too(tmp_path):
    deck = Deck(tmp_path, "deck-0", layout.ADMIN)
    deck.write(0, 1)
    deck.write(0, name=layout.ADMIN)
    shards = Shards(deck.folder, {})
    assert sorted(read(shards)) == ["admin/0", "deck-0/0", "deck-0/1"]
    assert {name: place.index for name, place in shards.places.items()} == {"deck-0": 2, layout.ADMIN: 1}


def test_a_shard_that_is_busy_does_not_keep_the_others_waiting(tmp_path):
    deck = Deck(tmp_path, "deck-0", "deck-1", "deck-2")
    for name in deck.shards:
        deck.write(*range(9), name=name)
    shards = Shards(deck.folder, {})
    first = [read(shards, 3)[0].partition("/")[0] for _ in range(3)]
    assert sorted(first) == ["deck-0", "deck-1", "deck-2"]
    assert shards.waiting == 18


def test_a_batch_has_room_for_so_much_of_all_shards_together(tmp_path):
    deck = Deck(tmp_path, "deck-0", "deck-1")
    for name in deck.shards:
        deck.write(0, 1, name=name)
    assert len(Shards(deck.folder, {}).read(100, 1)) == 1


def test_a_shard_that_comes_later_is_found(tmp_path):
    deck = Deck(tmp_path)
    shards = Shards(deck.folder, {})
    assert read(shards) == []
    deck.begin("deck-1")
    deck.write(0, name="deck-1")
    assert read(shards) == ["deck-1/0"]


def test_a_log_that_is_not_there_yet_is_waited_for(tmp_path):
    shards = Shards(tmp_path / "audit", {})
    assert (read(shards), shards.places, shards.waiting) == ([], {}, 0)
    Deck(tmp_path).write(0)
    assert read(shards) == ["deck-0/0"]


def test_it_goes_on_at_the_places_and_keeps_those_of_shards_that_are_gone(tmp_path):
    deck = Deck(tmp_path)
    deck.write(0, 1, 2)
    gone = Place("quarterdeck/ab/deck-7", 5, lost=2)
    shards = Shards(deck.folder, {"deck-0": Place(deck.origin(), 2), "deck-7": gone})
    assert read(shards) == ["deck-0/2"]
    assert shards.places["deck-7"] == gone
    assert shards.places["deck-0"].index == 3


def test_what_is_there_can_be_skipped(tmp_path):
    deck = Deck(tmp_path, "deck-0", "deck-1")
    deck.write(0, 1, 2)
    shards = Shards(deck.folder, {})
    shards.skip()
    assert shards.waiting == 0
    deck.write(3)
    deck.write(0, name="deck-1")
    assert sorted(read(shards)) == ["deck-0/3", "deck-1/0"]


def test_looking_tells_how_much_waits(tmp_path):
    deck = Deck(tmp_path)
    deck.write(0, 1, 2)
    shards = Shards(deck.folder, {"deck-0": Place(deck.origin(), 1)})
    shards.look()
    assert shards.waiting == 2


def test_what_is_wrong_with_a_shard_is_told_under_its_name(tmp_path):
    deck = Deck(tmp_path)
    deck.write(0)
    (deck.folder / "deck-0" / "records" / f"{0:020d}.jsonl").unlink()
    shards = Shards(deck.folder, {})
    assert read(shards) == []
    assert shards.problems == ["deck-0: 1 records are vouched for, and none is there"]
    shards.close()
