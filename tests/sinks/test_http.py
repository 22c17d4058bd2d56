"""NDJSON over HTTP: what arrives, in what order, and that nothing is lost when the receiver is killed."""

from __future__ import annotations

import orjson
import pytest
from pydantic import SecretStr

from quarterdeck.sinks.http import HttpSink
from quarterdeck.sinks.sink import Undelivered
from tests.sinks.batches import batch, persist
from tests.sinks.receiving import TOKEN
from tests.sinks.site import Site, needs_nginx, site

pytestmark = needs_nginx


@pytest.fixture
def place(tmp_path):
    with site("ndjson", tmp_path) as one:
        yield one


def sink(place: Site, token: str = TOKEN, **options) -> HttpSink:
    return HttpSink(place.receiver("/in"), token=SecretStr(token), **options)


def test_payloads_arrive_as_they_are_in_their_order(place):
    sent = batch(0, 300)
    sink(place, most=20_000).deliver(sent)
    assert place.received() == [orjson.loads(one.payload) for one in sent]


def test_nothing_is_lost_while_the_receiver_is_killed_and_its_front_restarted(place):
    ours = sink(place, most=5_000)
    ours.deliver(batch(0, 100))

    def fate(turn: int) -> None:
        match turn:
            case 0:
                place.kill()
            case 1:
                place.stop_front()
            case 2:
                place.start()
                place.front_mood("away")
            case 3:
                place.front_mood("away", on=False)
                place.front_mood("down")
            case 4:
                place.front_mood("down", on=False)

    failures = persist(ours, batch(100, 100), between=fate)
    assert [one.partition(": ")[0].replace(place.url, "it") for one in failures] == [
        "it answered 502",
        "it does not accept a connection",
        "it ended the connection before its answer",
        "it answered 503",
    ]
    ours.deliver(batch(200, 10))
    assert [one["index"] for one in place.received()] == list(range(210))


def test_a_receiver_that_takes_less_at_once_gets_less(place):
    place.mood("small")
    sink(place).deliver(batch(0, 200))
    assert [one["index"] for one in place.received()] == list(range(200))


def test_one_record_that_is_too_much_is_said(place):
    place.mood("small")
    long = batch(0, 1)[0]
    many = b'{"index":0,"text":"%s"}' % b"".join(b"%d" % (number * 7919) for number in range(2000))
    with pytest.raises(Undelivered, match="answered 413: one record is more than it takes at once"):
        sink(place).deliver([type(long)(long.id, long.line, many)])


def test_a_token_that_is_not_known_is_said_and_never_shown(place):
    ours = sink(place, token="made-up-wrong")
    with pytest.raises(Undelivered, match="answered 401: it does not know our token") as told:
        ours.deliver(batch(0, 1))
    assert "made-up-wrong" not in f"{ours!r} {told.value!r} {ours._receiver!r}"
    assert place.received() == []


def test_other_kinds_and_no_token_are_possible(place):
    other = HttpSink(place.receiver("/in"), kind="text/plain")
    with pytest.raises(Undelivered, match="answered 401"):
        other.deliver(batch(0, 1))
    other = HttpSink(place.receiver("/in"), kind="text/plain", token=SecretStr(TOKEN))
    with pytest.raises(Undelivered, match="answered 415"):
        other.deliver(batch(0, 1))
