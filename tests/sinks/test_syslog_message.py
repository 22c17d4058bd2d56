"""Messages are RFC 5424 whatever a record holds, framed by their length, and the id stands at the front."""

from __future__ import annotations

import random
import re

import orjson
import pytest

from quarterdeck.sinks.sink import Shipped
from quarterdeck.sinks.syslog_message import framed, messages
from tests.export.made import EVENTS, HOSTILE, line

ORIGIN = "quarterdeck/0123456789abcdef/deck-0"
# RFC 5424, section 6, of what we say.
GRAMMAR = re.compile(
    rb"<(?P<pri>\d{1,3})>1 (?P<time>-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) "
    rb"(?P<host>[\x21-\x7e]{1,255}) (?P<app>[\x21-\x7e]{1,48}) - (?P<event>[\x21-\x7e]{1,32}) "
    rb'\[(?P<element>[^\x00-\x20=\]"]{1,32})(?P<parameters>(?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")*)\] (?P<text>.*)\Z',
    re.DOTALL,
)
PARAMETER = re.compile(rb' ([a-z]+)="((?:[^"\\\]]|\\["\\\]])*)"')


def unframed(data: bytes) -> bytes:
    length, _, message = data.partition(b" ")
    assert int(length) == len(message)
    return message


def parsed(data: bytes) -> tuple[dict[str, bytes], dict[str, str]]:
    found = GRAMMAR.match(unframed(data))
    assert found, data
    values = {
        key.decode(): re.sub(rb"\\(.)", rb"\1", value).decode() for key, value in PARAMETER.findall(found["parameters"])
    }
    return found.groupdict(), values


def shipped(payload: bytes = b"payload", **fields: object) -> Shipped:
    return Shipped(f"{ORIGIN}/7", orjson.dumps(fields), payload)


def test_a_record_is_one_message():
    fields = {"time": "2026-11-25T10:00:00.123Z", "event": "decision", "outcome": "refused", "incident": "qd-1"}
    (data,) = messages(shipped(b'{"a":"\xc3\xa9"}', **fields), "gate.example")
    assert data == (
        b"157 <108>1 2026-11-25T10:00:00.123Z gate.example quarterdeck - decision "
        b'[quarterdeck@32473 id="quarterdeck/0123456789abcdef/deck-0/7" incident="qd-1"] {"a":"\xc3\xa9"}'
    )


def test_the_length_counts_bytes():
    assert framed("é".encode()) == b"2 \xc3\xa9"


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"event": "decision", "outcome": "forwarded"}, 6),
        ({"event": "decision", "outcome": "forwarded", "action": "monitor"}, 5),
        ({"event": "decision", "outcome": "refused"}, 4),
        ({"event": "decision", "outcome": "refused", "findings": {"a": 1}}, 3),
    ],
)
def test_the_priority_is_of_the_log_of_audits_and_as_severe_as_what_happened(fields, level):
    (data,) = messages(shipped(**fields), "h")
    assert parsed(data)[0]["pri"] == str(13 * 8 + level).encode()


def test_of_several_documents_each_is_a_message_told_apart_by_its_part():
    first, second = messages(shipped(b"one\ntwo", event="decision"), "h")
    assert (parsed(first)[0]["text"], parsed(second)[0]["text"]) == (b"one", b"two")
    assert parsed(first)[1] == {"id": f"{ORIGIN}/7"}
    assert parsed(second)[1] == {"id": f"{ORIGIN}/7", "part": "2"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_its_place(text):
    (data,) = messages(shipped(time=text, event=text, incident=text), text)
    fields, parameters = parsed(data)
    assert parameters == {"id": f"{ORIGIN}/7", "incident": text}
    assert fields["text"] == b"payload"


def test_every_kind_of_record_is_a_message():
    of = random.Random(5)
    for number in range(300):
        made = line(of, EVENTS[number % len(EVENTS)])
        (data,) = messages(Shipped(f"{ORIGIN}/{number}", orjson.dumps(made), b"x"), "h")
        assert parsed(data)[1]["id"] == f"{ORIGIN}/{number}"
        assert parsed(data)[0]["time"] != b"-"


@pytest.mark.parametrize("data", [b"no record", b"[1]"])
def test_a_line_that_cannot_be_read_is_sent_all_the_same(data):
    (sent,) = messages(Shipped(f"{ORIGIN}/7", data, data), "h")
    fields, parameters = parsed(sent)
    assert (fields["time"], fields["event"], fields["text"]) == (b"-", b"-", data)
    assert parameters == {"id": f"{ORIGIN}/7"}
