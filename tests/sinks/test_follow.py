"""A shard is read on and on: whole records, each once, never ahead of its checkpoint, and what is missing is told."""

from __future__ import annotations

import shutil
from hashlib import sha256

import pytest

from quarterdeck.audit import layout
from quarterdeck.sinks.cursor import Place
from quarterdeck.sinks.follow import Kept, Tail
from tests.audit.shards import opened
from tests.sinks.shipping import Deck, record

ALL = 1 << 30


@pytest.fixture
def deck(tmp_path) -> Deck:
    return Deck(tmp_path)


def tail(deck: Deck, place: Place | None = None) -> Tail:
    return Tail(deck.folder / "deck-0", place)


def numbers(found: list[Kept]) -> list[int]:
    return [one.index for one in found]


def test_records_come_in_order_over_all_segments_and_once(deck):
    deck.write(*range(50))
    assert len(layout.segments(deck.folder / "deck-0")) > 2
    one = tail(deck)
    found = one.read(30, ALL) + one.read(30, ALL)
    assert numbers(found) == list(range(50))
    assert [kept.line for kept in found] == [record(number)[:-1] for number in range(50)]
    assert {kept.origin for kept in found} == {deck.origin()}
    assert one.read(30, ALL) == []
    deck.write(50, 51)
    assert numbers(one.read(30, ALL)) == [50, 51]


def test_what_is_not_vouched_for_yet_is_not_read(deck):
    deck.write(0, 1)
    deck.write(2, sign=False)
    one = tail(deck)
    assert numbers(one.read(10, ALL)) == [0, 1]
    assert one.waiting == 0
    deck.shards["deck-0"].sign()
    assert numbers(one.read(10, ALL)) == [2]


def test_half_a_line_behind_the_checkpoint_does_no_harm(deck):
    deck.write(0)
    with layout.segment_path(deck.folder / "deck-0", 0).open("ab") as file:
        file.write(b'{"half":')
    assert numbers(tail(deck).read(10, ALL)) == [0]


def test_a_batch_has_an_end(deck):
    deck.write(*range(10))
    one = tail(deck)
    assert numbers(one.read(3, ALL)) == [0, 1, 2]
    assert numbers(one.read(10, 1)) == [3]
    assert one.waiting == 6


def test_it_goes_on_where_it_was(deck):
    deck.write(*range(40))
    first = tail(deck)
    first.read(23, ALL)
    assert first.place == Place(deck.origin(), 23, sha256(record(22)[:-1]).hexdigest())
    assert numbers(tail(deck, first.place).read(100, ALL)) == list(range(23, 40))


def test_a_shard_without_a_checkpoint_has_nothing_yet(tmp_path):
    (tmp_path / "deck-0" / "records").mkdir(parents=True)
    one = Tail(tmp_path / "deck-0")
    assert (one.read(10, ALL), one.waiting, one.problem) == ([], 0, "")


def test_a_checkpoint_that_is_not_signed_by_its_log_vouches_for_nothing(deck, caplog):
    deck.write(0)
    path = deck.folder / "deck-0" / "checkpoint"
    path.write_text(path.read_text().replace("\n1\n", "\n2\n", 1))
    one = tail(deck)
    assert one.read(10, ALL) == []
    assert "checkpoint cannot be trusted" in one.problem
    one.read(10, ALL)
    assert len(caplog.records) == 1
    deck.write(1)
    assert numbers(one.read(10, ALL)) == [0, 1]
    assert one.problem == ""


def test_what_was_removed_before_it_was_shipped_is_counted_and_told(deck, caplog):
    deck.write(*range(50))
    one = tail(deck)
    one.read(5, ALL)
    place = one.place
    segments = layout.segments(deck.folder / "deck-0")
    for segment in segments[:2]:
        segment.path.unlink()
    later = tail(deck, place)
    assert numbers(later.read(100, ALL)) == list(range(segments[2].first, 50))
    assert later.place is not None
    assert later.place.lost == segments[2].first - 5
    assert f"records 5 to {segments[2].first - 1} were removed before they were shipped" in caplog.text


def test_a_segment_that_is_removed_while_it_is_read_is_read_to_its_end(deck):
    deck.write(*range(50))
    one = tail(deck)
    one.read(1, ALL)
    layout.segments(deck.folder / "deck-0")[0].path.unlink()
    assert numbers(one.read(100, ALL)) == list(range(1, 50))
    assert one.place is not None
    assert one.place.lost == 0


def test_who_begins_after_a_removal_has_lost_nothing(deck):
    deck.write(*range(50))
    segments = layout.segments(deck.folder / "deck-0")
    segments[0].path.unlink()
    one = tail(deck)
    assert numbers(one.read(100, ALL)) == list(range(segments[1].first, 50))
    assert one.place is not None
    assert one.place.lost == 0


def test_records_that_are_vouched_for_and_missing_are_told_and_waited_for(deck, caplog):
    deck.write(0, 1, 2)
    path = layout.segment_path(deck.folder / "deck-0", 0)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"\n") + 5])
    one = tail(deck)
    assert numbers(one.read(10, ALL)) == [0]
    assert one.problem == "3 records are vouched for, and number 1 is not there"
    one.read(10, ALL)
    assert len(caplog.records) == 1
    path.unlink()
    fresh = tail(deck)
    assert fresh.read(10, ALL) == []
    assert fresh.problem == "3 records are vouched for, and none is there"


def another(deck: Deck, count: int) -> None:
    """Put another log of so many records in the place of the shard, under the same key."""
    shutil.rmtree(deck.folder / "deck-0")
    shard = opened(deck.folder / "deck-0")
    for number in range(count):
        shard.append([record(number, another=True)])
    shard.close()


@pytest.mark.parametrize("count", [3, 9, 20], ids=["shorter", "as-long", "longer"])
def test_another_log_in_its_place_is_shipped_from_its_beginning(deck, count, caplog):
    deck.write(*range(9))
    one = tail(deck)
    one.read(9, ALL)
    place = one.place
    another(deck, count)
    later = tail(deck, place)
    found = later.read(100, ALL)
    if count == 9:
        # Nothing has come since, so nothing was looked at; the next record shows it.
        shard = opened(deck.folder / "deck-0")
        shard.append([record(9)])
        shard.close()
        found = later.read(100, ALL)
    assert numbers(found)[:count] == list(range(count))
    assert "all of it is shipped" in caplog.text


def test_what_was_lost_stays_counted_when_a_log_begins_anew(deck):
    deck.write(0, 1)
    one = tail(deck, Place("quarterdeck/ff/deck-0", 9, lost=4))
    assert numbers(one.read(10, ALL)) == [0, 1]
    assert one.place is not None
    assert one.place.lost == 4


def test_a_log_under_another_key_is_another_log(deck, caplog):
    deck.write(0, 1)
    assert numbers(tail(deck, Place("quarterdeck/ff/deck-0", 1)).read(10, ALL)) == [0, 1]
    assert "is another log than the one that was shipped" in caplog.text


def test_its_file_can_be_let_go_and_is_found_again(deck):
    deck.write(*range(4))
    one = tail(deck)
    one.read(2, ALL)
    one.close()
    assert numbers(one.read(10, ALL)) == [2, 3]
