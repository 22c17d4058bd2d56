"""Splunk's collector, as its vendor documents it: what an event is, when it is indexed, and which answers are none."""

from __future__ import annotations

import socket

import orjson
import pytest
from pydantic import SecretStr

from quarterdeck.errors import UsageError
from quarterdeck.sinks.receiver import Receiver
from quarterdeck.sinks.sink import Undelivered
from quarterdeck.sinks.splunk import SplunkSink
from tests.audit.recorded import NOON
from tests.sinks.batches import ORIGIN, batch, ids, persist, shipped, with_payload
from tests.sinks.receiving import TOKEN
from tests.sinks.site import Site, needs_nginx, site

pytestmark = needs_nginx


@pytest.fixture
def place(tmp_path):
    with site("hec", tmp_path) as one:
        yield one


def sink(place: Site, token: str = TOKEN, path: str = "", **options) -> SplunkSink:
    return SplunkSink(place.receiver(path), token=SecretStr(token), poll=0.02, **options)


def named(place: Site) -> list[str]:
    return [one["fields"]["id"] for one in place.received()]


def test_an_event_says_when_where_and_which_record_it_is(place):
    sink(place, index="audit").deliver([shipped(7, reason="No.")])
    assert place.received() == [
        {
            "time": NOON + 420,
            "host": socket.gethostname(),
            "source": ORIGIN,
            "sourcetype": "quarterdeck:decklog",
            "index": "audit",
            "event": orjson.loads(shipped(7, reason="No.").payload),
            "fields": {"id": f"{ORIGIN}/7"},
        }
    ]


def test_documents_that_are_no_json_are_texts_and_several_are_several_events(place):
    one = shipped(0)
    payloads = (b"CEF:0|Quarterdeck|", b'{"a":1}\n{"a":2}', b'{"broken":')
    sink(place).deliver([with_payload(one, payload) for payload in payloads])
    assert [event["event"] for event in place.received()] == ["CEF:0|Quarterdeck|", {"a": 1}, {"a": 2}, '{"broken":']
    assert set(named(place)) == {f"{ORIGIN}/0"}


def test_a_record_without_a_time_is_of_when_it_arrives(place):
    one = shipped(0)
    for line in (b'{"event":"log"}', b"[]", b'{"broken":'):
        sink(place).deliver([type(one)(one.id, line, b'{"event":"log"}')])
    assert ["time" in event for event in place.received()] == [False, False, False]


@pytest.mark.parametrize("path", ["/services/collector", "/services/collector/event", "/services/collector/event/"])
def test_the_whole_path_may_be_given(place, path):
    sink(place, path=path).deliver(batch(0, 1))
    assert named(place) == ids(0, 1)


def test_order_is_kept_over_many_requests(place):
    sink(place, most=3_000).deliver(batch(0, 100))
    assert named(place) == ids(0, 100)


def test_what_is_answered_but_not_indexed_is_not_delivered(place):
    place.mood("acks")
    ours = sink(place, most=5_000)
    indexed: list[int] = []
    asked = ours._indexed

    def asking() -> set[int]:
        indexed.append(len(place.received()))
        return asked()

    ours._indexed = asking
    ours.deliver(batch(0, 50))
    # It had answered 200 to everything, and had indexed nothing, when it was asked first.
    assert indexed[0] == 0
    assert sorted(named(place)) == sorted(ids(0, 50))


def test_what_is_lost_between_the_answer_and_the_index_is_sent_again(place):
    place.mood("acks")
    ours = sink(place, indexing=0.5)
    asked = ours._indexed
    killed: list[bool] = []

    def dying() -> set[int]:
        if not killed:
            killed.append(True)
            place.kill()
            place.start()
        return asked()

    ours._indexed = dying
    failures = persist(ours, batch(0, 40), between=lambda _: None)
    assert failures == [f"{place.url} did not say in 0 s that it has indexed"]
    assert sorted(named(place)) == sorted(ids(0, 40))


def test_a_collector_that_takes_its_acknowledgement_back_is_not_believed(place):
    place.mood("acks", "unacknowledged")
    with pytest.raises(Undelivered, match="answered 400: acknowledgement is disabled"):
        sink(place).deliver(batch(0, 1))
    place.mood()
    sink(place).deliver(batch(0, 1))
    assert named(place) == ids(0, 1)


def test_a_collector_that_starts_anew_is_not_asked_by_old_numbers(place):
    place.mood("acks")
    ours = sink(place, indexing=0.1)
    before = ours._channel
    ours._indexed = set
    with pytest.raises(Undelivered):
        ours.deliver(batch(0, 2))
    assert ours._channel != before
    assert ours._waiting == set()


def test_nothing_is_lost_while_the_collector_is_killed(place):
    ours = sink(place, most=4_000)
    ours.deliver(batch(0, 60))

    def fate(turn: int) -> None:
        if turn == 0:
            place.kill()
        elif turn == 1:
            place.start()
            place.mood("busy")
        elif turn == 2:
            place.mood()

    # It asked to be left alone for a second; nobody waits for that here.
    failures = persist(
        ours, batch(60, 60), between=lambda turn: (fate(turn), setattr(ours._receiver, "_not_before", 0))
    )
    assert failures == [
        f"{place.url} answered 502: it has a fault of its own or too much to do",
        f"{place.url} answered 503: it is busy",
    ]
    assert named(place) == ids(0, 120)


def test_only_200_with_code_0_is_success(place):
    place.mood("odd")
    with pytest.raises(Undelivered, match="does not answer as Splunk's collector does; look at url"):
        sink(place).deliver(batch(0, 1))
    place.mood("forbid")
    with pytest.raises(Undelivered, match="answered 403: it does not know our token; look at token_file"):
        sink(place).deliver(batch(0, 1))


def test_the_record_that_it_stumbles_over_is_named_and_not_quoted(place):
    place.mood("stumble")
    two = with_payload(shipped(1), b"{}\n{}")
    with pytest.raises(Undelivered) as told:
        sink(place).deliver([shipped(0), two, *batch(2, 2)])
    # The fourth event is of the third record.
    assert str(told.value) == f"{place.url} answered 400: it cannot read an event; it is the record {ORIGIN}/2"
    assert place.received() == []


@pytest.mark.parametrize("said", [b"[]", b"{", b'{"code": []}', b'{"code": 99}', b""])
def test_whatever_it_says_is_read_without_a_fault(place, said, monkeypatch):
    ours = sink(place)
    monkeypatch.setattr(type(ours._receiver), "post", lambda *_: type("A", (), {"status": 200, "body": said})())
    with pytest.raises(Undelivered, match="look at url"):
        ours.deliver(batch(0, 1))


def test_the_token_is_never_shown(place):
    ours = sink(place, token="made-up-wrong")
    with pytest.raises(Undelivered, match="answered 401") as told:
        ours.deliver(batch(0, 1))
    assert "made-up-wrong" not in f"{ours!r} {told.value!r}"
    with pytest.raises(UsageError, match="has no query") as wrong:
        SplunkSink(Receiver("https://splunk.example:8088/?token=made-up-wrong"), token=SecretStr("x"))
    assert "made-up-wrong" not in str(wrong.value)
