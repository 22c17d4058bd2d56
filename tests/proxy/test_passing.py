"""An origin's frames pass as they come and nothing of a message is kept; control frames are emptied."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.test import tflow
from wsproto import ConnectionType
from wsproto.events import CloseConnection, Ping, Pong
from wsproto.frame_protocol import CloseReason

from quarterdeck.proxy.passing import BadFrame, Control, Passing, Side, plain_text
from tests.evasion.rows.websockets import frame


def sent(payload: bytes, opcode: int = 1, *, final: bool = True) -> bytes:
    return frame(payload, opcode, final=final, masked=False)


WIRE = (
    sent(b"a" * 70_000, final=False) + sent(b"beat", 9) + sent(b"b" * 300, 0) + sent(b"", 2) + sent(b"\x03\xe8bye", 8)
)


@given(st.lists(st.integers(1, len(WIRE)), max_size=20))
def test_however_it_is_cut_all_of_it_passes_in_order(cuts: list[int]):
    passing, got = Passing(), []
    marks = [0, *sorted(cuts), len(WIRE)]
    for begin, end in pairwise(marks):
        got += list(passing.feed(WIRE[begin:end]))
    assert b"".join(one if isinstance(one, bytes) else one.raw for one in got) == WIRE
    assert [one.payload for one in got if isinstance(one, Control)] == [b"beat", b"\x03\xe8bye"]
    assert passing.between


def test_a_piece_of_a_frame_passes_at_once():
    passing = Passing()
    first = sent(b"a" * 1000)
    assert list(passing.feed(first[:1])) == []
    assert passing.between
    assert list(passing.feed(first[1:500])) == [first[:500]]
    assert not passing.between
    assert list(passing.feed(first[500:] + first[:3])) == [first[500:]]
    assert passing.between


@pytest.mark.parametrize(
    "wire",
    [sent(b"", 9, final=False), sent(b"a" * 126, 9), sent(b"", 11), frame(b"a"), frame(b"", 9)],
    ids=["in pieces", "long", "unknown", "masked data", "masked control"],
)
def test_a_frame_that_the_protocol_forbids_is_an_error(wire: bytes):
    with pytest.raises(BadFrame):
        list(Passing().feed(wire))


@pytest.mark.parametrize(
    ("payload", "close"),
    [
        (b"", CloseConnection(CloseReason.NO_STATUS_RCVD)),
        (b"\x03", CloseConnection(CloseReason.NO_STATUS_RCVD)),
        (b"\x03\xe8", CloseConnection(1000, "")),
        (b"\x0f\xa0b\xff", CloseConnection(4000, "b\ufffd")),
    ],
)
def test_a_close_frame_is_read(payload: bytes, close: CloseConnection):
    assert Control(8, payload, b"").close() == close


def pair() -> tuple[Side, Side]:
    """The client's side and the origin's."""
    client = Side(ConnectionType.SERVER, [], tflow.tclient_conn())
    origin = Side(ConnectionType.CLIENT, [], tflow.tserver_conn())
    client.other, origin.other = origin, client
    return client, origin


def said(side: Side, event: Any) -> bytes:
    """The payload that the peer of a side gets."""
    data = side.send2(event).data
    if not data[1] & 0x80:
        return data[2:]
    return bytes(byte ^ data[2 + at % 4] for at, byte in enumerate(data[6:]))


def test_pings_are_emptied_and_answered_with_what_they_said():
    client, origin = pair()
    assert said(origin, Ping(b"secret")) == b""
    assert said(client, Pong(b"")) == b"secret"
    assert said(client, Ping(b"beat")) == b""
    assert said(origin, Pong(b"secret")) == b"beat"
    assert said(origin, Pong(b"secret")) == b""


def test_the_reason_of_a_close_reaches_only_the_client():
    client, origin = pair()
    assert said(origin, CloseConnection(4000, "secret")) == b"\x0f\xa0"
    assert said(client, CloseConnection(4000, "gone")) == b"\x0f\xa0gone"


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_plain_text_is_one_frame_of_a_server(size: int):
    assert plain_text(b"a" * size) == sent(b"a" * size)


def test_the_end_of_a_message_is_told_from_the_end_of_a_frame():
    passing = Passing()
    told = []
    for data in (sent(b"ab", final=False), sent(b"", 9), sent(b"cd", 0)[:3], sent(b"cd", 0)[3:], sent(b"e")):
        list(passing.feed(data))
        told.append((passing.between, passing.whole))
    assert told == [(True, False), (True, False), (False, False), (True, True), (True, True)]
