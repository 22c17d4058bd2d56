"""A message of an origin is held until it has been judged; one that outgrows its limit is not kept."""

from __future__ import annotations

import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.test import tflow
from wsproto import ConnectionType
from wsproto.events import CloseConnection

from quarterdeck.proxy.assembly import Inflating
from quarterdeck.proxy.incoming import Held, Incoming
from quarterdeck.proxy.passing import Control, Passing, Side
from tests.evasion.rows.websockets import frame

MOST = 5000


def sent(payload: bytes, opcode: int = 1, *, final: bool = True, reserved: int = 0) -> bytes:
    return frame(payload, opcode, final=final, masked=False, reserved=reserved)


def incoming(most: int = MOST, *, packed: bool = False) -> Incoming:
    extension = Inflating(most, skim=True)
    extension.finalize("permessage-deflate")
    return Incoming(Side(ConnectionType.CLIENT, [extension] if packed else [], tflow.tserver_conn()), most)


def taken(one: Incoming, *pieces: bytes) -> tuple[list[bytes | None], bytes]:
    """What there was to judge, and the bytes that passed, all messages being let pass."""
    judged: list[bytes | None] = []
    passed = b""
    for piece in pieces:
        for part in PASSING[one].feed(piece):
            if isinstance(part, Control):
                continue
            found = one.take(part)
            if isinstance(found, Held):
                judged.append(found.content)
                passed += one.passed(found)
            elif isinstance(found, bytes):
                passed += found
            else:
                assert found is None
    return judged, passed


class _Cutters(dict[Incoming, Passing]):
    def __missing__(self, key: Incoming) -> Passing:
        self[key] = Passing()
        return self[key]


PASSING = _Cutters()
WIRE = (
    sent("ä".encode() * 1000, final=False)
    + sent(b"", 0, final=False)
    + sent(b"end", 0)
    + sent(b"\0\1", 2)
    + sent(b"")
    + sent(b"x" * 20_000, 2, final=False)
    + sent(b"y" * 300, 0)
    + sent(b"last")
)
SAID = ["ä".encode() * 1000 + b"end", b"\0\1", b"", None, b"last"]


@given(st.lists(st.integers(1, len(WIRE)), max_size=20))
def test_however_it_is_cut_each_message_is_judged_once_and_passes_as_it_came(cuts: list[int]) -> None:
    one = incoming()
    pieces = [WIRE[begin:end] for begin, end in pairwise([0, *sorted(cuts), len(WIRE)])]
    assert taken(one, *pieces) == (SAID, WIRE)
    assert one.holding


def test_nothing_passes_before_the_message_is_whole() -> None:
    one = incoming()
    assert taken(one, sent(b"one", final=False), sent(b"", 9), sent(b"two", 0, final=False)) == ([], b"")
    assert one.holding
    assert taken(one, sent(b"three", 0))[0] == [b"onetwothree"]


def test_a_message_past_the_limit_is_judged_before_any_of_it_passes() -> None:
    one = incoming()
    start = sent(b"x" * 20_000, 2)[: MOST + 100]
    found = one.take(start)
    assert found == Held(start, None, False, False)
    assert one.holding
    assert isinstance(found, Held)
    assert one.passed(found) == start
    assert not one.holding
    assert one.take(b"x" * 100) == b"x" * 100


def test_the_limit_is_what_may_be_kept() -> None:
    assert taken(incoming(), sent(b"x" * MOST, 2))[0] == [b"x" * MOST]
    assert taken(incoming(), sent(b"x" * (MOST + 1), 2))[0] == [None]


def test_frames_with_nothing_in_them_fill_no_memory() -> None:
    one = incoming()
    judged, _ = taken(one, sent(b"", 2, final=False), *(sent(b"", 0, final=False) for _ in range(MOST * 2)))
    assert judged == [None]


def test_compressed_messages_are_read_and_pass_as_they_came() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)

    def packed(data: bytes) -> bytes:
        return sent(
            (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff"), 2, reserved=0x40
        )

    said = [b"one and ", b"one and two", bytes(10_000_000) + b"what comes after refers back to this", b"refers back"]
    wire = b"".join(map(packed, said))
    assert taken(incoming(packed=True), wire) == ([*said[:2], None, said[3]], wire)


@pytest.mark.parametrize(
    "wire",
    [sent(b"a", 0), sent(b"a", reserved=0x40), sent(b"\xff"), sent(b"a", 3)],
    ids=["no beginning", "reserved", "no UTF-8", "unknown"],
)
def test_what_is_no_websocket_ends_it(wire: bytes) -> None:
    assert isinstance(incoming().take(wire), CloseConnection)
