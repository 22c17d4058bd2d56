"""A sink at work: at least once, under the same id each time, and never past what was delivered.

The steps of the thread are taken one by one here; that it takes them by itself shows in the last tests.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import orjson
import pytest

from quarterdeck.audit import layout
from quarterdeck.errors import UsageError
from quarterdeck.sinks import shipper as module
from quarterdeck.sinks.cursor import read_places
from quarterdeck.sinks.selection import chooser
from quarterdeck.sinks.shipper import LOOK, Shipment, Shipper
from quarterdeck.sinks.sink import Sink
from tests.e2e.harness.deadline import until
from tests.sinks.shipping import Collecting, Deck, Forgetful, shipper


@pytest.fixture
def deck(tmp_path) -> Deck:
    return Deck(tmp_path)


@pytest.fixture
def sink() -> Collecting:
    return Collecting()


def index(deck: Deck, name: str = "deck-0") -> int:
    """Up to where the cursor on disk is."""
    places = read_places(deck.state / "sinks" / "test.json") or {}
    return places[name].index if name in places else 0


def test_what_is_there_and_what_comes_is_delivered_and_then_counts(deck, sink):
    deck.write(0, 1, 2)
    one = shipper(deck, sink)
    assert one._step() == 0
    assert sink.numbers == [0, 1, 2]
    assert [each.id for each in sink.got] == [deck.id(0), deck.id(1), deck.id(2)]
    assert index(deck) == 3
    assert one._step() == LOOK
    deck.write(3)
    one._step()
    assert sink.numbers == [0, 1, 2, 3]
    assert index(deck) == 4


def test_the_cursor_never_is_ahead_of_what_was_delivered(deck):
    deck.write(*range(10))
    seen: list[int] = []

    class Watching(Collecting):
        def deliver(self, batch):
            seen.append(index(deck))
            super().deliver(batch)

    one = shipper(deck, Watching())
    one._step()
    deck.write(10)
    one._step()
    assert seen == [0, 10]


def test_a_sink_that_is_down_gets_everything_when_it_is_back(deck, sink, caplog):
    caplog.set_level(logging.INFO)
    deck.write(0, 1)
    one = shipper(deck, sink)
    sink.up = False
    pauses = [one._step() for _ in range(9)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    deck.write(2)
    one._step()
    assert index(deck) == 0
    told = one.told()
    assert (told.waiting, told.problem) == (3, "the receiver of the test is down")
    assert told.behind > 0
    sink.up = True
    one._step()
    assert sink.numbers == [0, 1, 2]
    assert index(deck) == 3
    told = one.told()
    assert (told.delivered, told.waiting, told.behind, told.problem) == (3, 0, 0, "")
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == (
        "the sink test is down: the receiver of the test is down; what it does not get waits in the deck log"
    )
    assert said[1:] == ["the sink test is back after 0 s"]
    sink.up = False
    deck.write(3)
    assert one._step() == 0.5


def test_a_shipper_that_comes_anew_goes_on_where_the_last_one_was(deck, sink):
    deck.write(*range(30))
    shipper(deck, sink)._step()
    deck.write(30, 31)
    shipper(deck, sink)._step()
    assert sink.numbers == list(range(32))


def test_what_was_delivered_and_did_not_count_is_delivered_again_under_its_id(deck, sink):
    deck.write(0, 1)
    one = shipper(deck, sink)
    one._step()
    # It ended between the answer of the receiver and the cursor.
    (deck.state / "sinks" / "test.json").unlink()
    shipper(deck, sink)._step()
    assert [each.id for each in sink.got] == [deck.id(0), deck.id(1)] * 2


def test_a_damaged_cursor_means_duplicates_and_no_loss(deck, sink, caplog):
    deck.write(0, 1)
    shipper(deck, sink)._step()
    (deck.state / "sinks" / "test.json").write_text("{")
    shipper(deck, sink, oldest=False)._step()
    assert sink.numbers == [0, 1, 0, 1]
    assert "test.json is damaged; all that the deck log has is shipped again" in caplog.text


def test_a_new_sink_may_begin_with_what_comes(deck, sink):
    deck.write(0, 1)
    one = shipper(deck, sink, oldest=False)
    one._step()
    assert sink.numbers == []
    assert index(deck) == 2
    deck.write(2)
    one._step()
    # And once it has begun, it is not new any more.
    deck.write(3)
    shipper(deck, sink, oldest=False)._step()
    assert sink.numbers == [2, 3]


def test_a_new_sink_that_begins_before_the_log_does_skips_nothing_later(tmp_path, sink):
    deck = Deck(tmp_path)
    one = shipper(deck, sink, oldest=False)
    one._step()
    deck.write(0)
    sink.up = False
    one._step()
    sink.up = True
    shipper(deck, sink, oldest=False)._step()
    assert sink.numbers == [0]


def test_what_a_filter_leaves_out_counts_as_done(deck, sink):
    deck.write(0, event="log")
    deck.write(1)
    deck.write(2, event="log")
    one = shipper(deck, sink, choose=chooser("jsonl", {"event": frozenset({"decision"})}))
    one._step()
    assert sink.numbers == [1]
    assert index(deck) == 3
    deck.write(3, event="log")
    assert one._step() == 0
    assert sink.batches == [1]
    assert index(deck) == 4


def test_a_long_log_comes_in_batches(deck, sink, monkeypatch):
    monkeypatch.setattr(module, "MOST", 20)
    deck.write(*range(50))
    one = shipper(deck, sink)
    while one._step() == 0:
        pass
    assert sink.batches == [20, 20, 10]
    assert sink.numbers == list(range(50))


def test_what_retention_removed_first_is_counted_and_survives_a_restart(deck, sink):
    deck.write(*range(50))
    one = shipper(deck, sink)
    one._step()
    deck.write(*range(50, 90))
    segments = layout.segments(deck.folder / "deck-0")
    for segment in segments[:-1]:
        segment.path.unlink()
    again = shipper(deck, sink)
    again._step()
    lost = segments[-1].first - 50
    assert lost > 0
    assert again.told().lost == lost
    assert shipper(deck, sink).told().lost == lost
    assert sink.numbers == [*range(50), *range(segments[-1].first, 90)]


class Broken(Collecting):
    def deliver(self, batch):
        raise RuntimeError("a made-up secret of the record")


def test_a_fault_of_a_sink_is_a_sink_that_is_down_and_quotes_nothing(deck, caplog):
    deck.write(0)
    one = shipper(deck, Broken())
    assert one._step() == 0.5
    assert one.told().problem == "RuntimeError, a fault of the sink itself"
    assert "made-up secret" not in caplog.text


def test_a_sink_that_cannot_be_made_is_made_later(deck, sink):
    deck.write(0)
    answers: Iterator[Sink | UsageError] = iter([UsageError("ca.pem cannot be read: No such file"), sink])

    def connect() -> Sink:
        answer = next(answers)
        if isinstance(answer, UsageError):
            raise answer
        return answer

    shipment = Shipment("test", "syslog", deck.folder, chooser("jsonl", {}), deck.state / "sinks" / "test.json")
    one = Shipper(connect, shipment, threading.Event())
    assert one._step() == 0.5
    told = one.told()
    assert (told.problem, told.waiting) == ("ca.pem cannot be read: No such file", 1)
    assert told.behind > 0
    one._step()
    assert sink.numbers == [0]


def test_without_acknowledgement_nothing_counts_before_it_is_old_enough(deck):
    sink = Forgetful()
    deck.write(0, 1)
    one = shipper(deck, sink)
    one._step()
    assert sink.numbers == [0, 1]
    assert index(deck) == 0
    assert one.told().waiting == 0
    sink.overlap = 0
    one._step()
    assert index(deck) == 2


def test_without_acknowledgement_a_break_means_to_send_again(deck):
    sink = Forgetful()
    deck.write(0, 1)
    one = shipper(deck, sink)
    one._step()
    sink.broken = True
    assert one._step() == 0.5
    assert one.told().problem == "the connection of the test has ended"
    deck.write(2)
    one._step()
    assert sink.numbers == [0, 1, 0, 1, 2]


def test_what_was_sent_before_a_break_does_not_count_by_what_comes_after_it(deck, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    sink = Forgetful()
    deck.write(0, 1)
    one = shipper(deck, sink)
    one._step()
    one._step()
    sink.broken = True
    one._step()
    sink.overlap = 0
    one._step()
    assert sink.numbers == [0, 1, 0]
    assert index(deck) == 1


def test_a_log_that_cannot_be_read_is_told_and_read_later(deck, sink, monkeypatch):
    deck.write(0)
    one = shipper(deck, sink)
    with monkeypatch.context() as patch:
        patch.setattr(layout, "segments", lambda _: 1 / 0)
        assert one._step() == 0.5
    one._step()
    assert sink.numbers == [0]
    assert one.told().problem == ""


def began(deck: Deck, sink: Sink, *, left: bool = False) -> tuple[Shipper, threading.Event]:
    leaving = threading.Event()
    if left:
        leaving.set()
    shipment = Shipment("test", "file", deck.folder, chooser("jsonl", {}), deck.state / "sinks" / "test.json")
    one = Shipper(lambda: sink, shipment, leaving)
    one.start()
    return one, leaving


def test_by_itself_it_ships_what_comes(deck, sink):
    deck.write(0)
    one, leaving = began(deck, sink)
    until(lambda: sink.numbers == [0], "the first record")
    deck.write(1)
    until(lambda: sink.numbers == [0, 1], "the second record")
    leaving.set()
    one.join(20)
    assert not one.is_alive()
    assert index(deck) == 2


def test_told_to_leave_it_ships_the_rest_first(deck, sink, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    deck.write(0, 1, 2)
    one, _ = began(deck, sink, left=True)
    one.join(20)
    assert not one.is_alive()
    assert sink.numbers == [0, 1, 2]
    assert index(deck) == 3


def test_told_to_leave_it_does_not_wait_for_a_sink_that_is_down(deck, sink):
    sink.up = False
    deck.write(0)
    one, leaving = began(deck, sink)
    assert sink.asked.acquire(timeout=20)
    leaving.set()
    one.join(20)
    assert not one.is_alive()
    assert index(deck) == 0


def test_a_payload_is_what_the_format_makes(deck, sink):
    deck.write(0)
    shipper(deck, sink, choose=chooser("ecs", {}))._step()
    (one,) = sink.got
    assert orjson.loads(one.payload)["event"]["id"] == one.id == deck.id(0)
