"""A sink gets the records that it asks for, each in its format, under the id by which duplicates are recognized."""

from __future__ import annotations

import orjson
import pytest

from quarterdeck.export import FORMATS
from quarterdeck.sinks.follow import Kept
from quarterdeck.sinks.selection import chooser

MADE = {"time": "2026-11-25T10:00:00.000Z", "event": "decision", "outcome": "refused", "host": "a.example"}
ORIGIN = "quarterdeck/0123456789abcdef/deck-0"


def kept(index: int, **fields: object) -> Kept:
    return Kept(ORIGIN, index, orjson.dumps(fields))


def test_a_record_is_shipped_with_its_line_and_in_its_format():
    (one,) = chooser("jsonl", {})([kept(7, event="log", time="t")])
    assert one.id == f"{ORIGIN}/7"
    assert orjson.loads(one.line) == {"event": "log", "time": "t"}
    assert orjson.loads(one.payload) == {"log": ORIGIN, "index": 7, "event": "log", "time": "t"}
    assert not one.payload.endswith(b"\n")


def test_a_filter_takes_what_has_one_of_the_values_of_each_key():
    records = [
        kept(0, event="decision", action="block"),
        kept(1, event="decision", action="allow"),
        kept(2, event="outcome", action="block"),
        kept(3, event="decision"),
    ]
    both = chooser("jsonl", {"event": frozenset({"decision"}), "action": frozenset({"block", "redact"})})
    assert [one.id for one in both(records)] == [f"{ORIGIN}/0"]
    events = chooser("jsonl", {"event": frozenset({"decision", "outcome"})})
    assert len(events(records)) == 4
    assert len(chooser("jsonl", {})(records)) == 4


@pytest.mark.parametrize("data", [b"no record", b"[1]", b'"text"', b"\xff"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_line_that_cannot_be_read_is_told_and_shipped_as_it_is(form, data, caplog):
    (one,) = chooser(form, {"event": frozenset({"decision"})})([Kept(ORIGIN, 3, data)])
    assert (one.id, one.line, one.payload) == (f"{ORIGIN}/3", data, data)
    assert f"the record {ORIGIN}/3 cannot be read" in caplog.text


def test_the_id_stands_in_every_format_of_others():
    data = orjson.dumps(MADE)
    for form in ("ocsf", "ecs", "cef"):
        (one,) = chooser(form, {})([Kept(ORIGIN, 7, data)])
        assert f"{ORIGIN}/7".encode() in one.payload, form


def test_what_becomes_several_documents_is_one_payload_with_a_line_each():
    data = orjson.dumps({**MADE, "findings": {"secrets.made-up": 2}})
    (one,) = chooser("ocsf", {})([Kept(ORIGIN, 7, data)])
    events = [orjson.loads(text) for text in one.payload.split(b"\n")]
    assert [event["metadata"]["uid"] for event in events] == [f"{ORIGIN}/7", f"{ORIGIN}/7/findings"]
