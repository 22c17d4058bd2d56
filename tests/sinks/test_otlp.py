"""OTLP over HTTP, read back by the official messages: what is taken, what is rejected, and what is no answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from pydantic import SecretStr

from quarterdeck import __version__
from quarterdeck.sinks.otlp import OtlpSink, _rejected
from quarterdeck.sinks.posting import Document
from quarterdeck.sinks.receiver import Receiver
from quarterdeck.sinks.sink import Undelivered
from tests.sinks.batches import batch, ids, persist
from tests.sinks.receiving import TOKEN
from tests.sinks.site import Site, needs_nginx, site


@pytest.fixture
def place(tmp_path):
    with site("otlp", tmp_path) as one:
        yield one


def sink(place: Site, path: str = "", **options) -> OtlpSink:
    return OtlpSink(place.receiver(path), token=SecretStr(TOKEN), **options)


def named(place: Site) -> list[str]:
    uids = [[one for one in record["attributes"] if one["key"] == "log.record.uid"] for record in place.received()]
    return [uid["value"]["stringValue"] for (uid,) in uids]


@needs_nginx
@pytest.mark.parametrize("path", ["", "/", "/v1/logs", "/v1/logs/"])
def test_records_arrive_in_their_order(place, path):
    sink(place, path, most=20_000).deliver(batch(0, 100))
    assert named(place) == ids(0, 100)


@needs_nginx
def test_nothing_is_lost_while_the_collector_is_killed(place):
    ours = sink(place, most=10_000)
    ours.deliver(batch(0, 50))

    def fate(turn: int) -> None:
        if turn == 0:
            place.kill()
        elif turn == 1:
            place.start()

    failures = persist(ours, batch(50, 50), between=fate)
    assert failures == [f"{place.url} answered 502: it has a fault of its own or too much to do"]
    assert named(place) == ids(0, 100)


@needs_nginx
def test_what_takes_a_part_has_not_taken_it_and_the_part_comes_again(place):
    place.mood("reject")
    ours = sink(place)
    with pytest.raises(Undelivered) as told:
        ours.deliver(batch(0, 5))
    # Its message quotes a record; ours does not.
    assert str(told.value) == f"{place.url} rejected 1 of 5 records"
    place.mood()
    ours.deliver(batch(0, 5))
    assert named(place) == ids(1, 4) + ids(0, 5)


@needs_nginx
def test_a_page_of_somebody_else_is_no_answer(place):
    place.mood("odd")
    with pytest.raises(Undelivered, match="does not answer as OTLP asks, in JSON; look at url"):
        sink(place).deliver(batch(0, 1))


@pytest.mark.parametrize(
    ("body", "rejected"),
    [
        (b"", 0),
        (b"{}", 0),
        (b'{"partialSuccess":{}}', 0),
        (b'{"partialSuccess":null}', 0),
        (b'{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"old"}}', 0),
        (b'{"partialSuccess":{"rejectedLogRecords":"3"}}', 3),
        (b'{"partialSuccess":{"rejectedLogRecords":3}}', 3),
        (b'{"partialSuccess":{"rejectedLogRecords":"-3"}}', None),
        (b'{"partialSuccess":{"rejectedLogRecords":"many"}}', None),
        (b'{"partialSuccess":{"rejectedLogRecords":[1]}}', None),
        (b'{"partialSuccess":7}', None),
        (b"[]", None),
        (b"\n\x00", None),
    ],
)
def test_answers_are_read_strictly(body, rejected):
    assert _rejected(body) == rejected


def test_a_request_is_what_the_official_messages_say():
    ours = OtlpSink(Receiver("http://127.0.0.1:4318"))
    body = ours.body([Document(one.id, ours.document(one)) for one in batch(0, 3)])
    (logs,) = json_format.Parse(body, ExportLogsServiceRequest()).resource_logs
    (scope,) = logs.scope_logs
    resource = {one.key: one.value.string_value for one in logs.resource.attributes}
    assert {"service.name": "quarterdeck", "service.version": __version__} == {
        name: value for name, value in resource.items() if name != "host.name"
    }
    assert scope.scope.name == "quarterdeck.decklog"
    assert len(scope.log_records) == 3
    assert logs.schema_url == scope.schema_url


@pytest.mark.parametrize("line", [b"[1]", b'{"broken":', b'{"findings":7}', b"\xff"])
def test_a_line_that_cannot_be_read_is_sent_as_it_stands(line):
    (one,) = batch(0, 1)
    record = json_format.Parse(
        OtlpSink(Receiver("http://127.0.0.1:4318")).document(replace(one, line=line)), LogRecord()
    )
    assert record.body.string_value == line.decode(errors="replace")
    assert [(found.key, found.value.string_value) for found in record.attributes] == [("log.record.uid", one.id)]
