"""Messages of an origin are read whole; of one that is too large, each piece as it comes."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.test import tflow
from wsproto import ConnectionType
from wsproto.events import BytesMessage, CloseConnection, TextMessage

from quarterdeck.proxy.assembly import Inflating
from quarterdeck.proxy.passing import Side
from quarterdeck.proxy.retelling import MOST_INFLATED, Piece, Retelling, Whole, told
from tests.evasion.rows.websockets import frame

MOST = 100


def sent(payload: bytes, opcode: int = 1, *, final: bool = True, reserved: int = 0) -> bytes:
    return frame(payload, opcode, final=final, masked=False, reserved=reserved)


def retelling(most: int = MOST, *, packed: bool = False) -> Retelling:
    extension = Inflating(MOST_INFLATED)
    extension.finalize("permessage-deflate")
    return Retelling(Side(ConnectionType.CLIENT, [extension] if packed else [], tflow.tserver_conn()), most)


def test_a_message_is_one_however_it_is_cut() -> None:
    one = retelling()
    pieces = [sent("ä".encode()[:1], final=False), sent("ä".encode()[1:] + b"b", 0), sent(b"\0\xff", 2), sent(b"")]
    assert [said for piece in pieces for said in one.take(piece)] == [
        Whole("äb".encode(), text=True),
        Whole(b"\0\xff", text=False),
        Whole(b"", text=True),
    ]


@given(st.lists(st.integers(1, 300), max_size=6))
def test_what_is_too_large_goes_by_the_piece_and_the_next_message_whole(places: list[int]) -> None:
    text = ("ä" * 150).encode()
    wire = sent(text[:201], final=False) + sent(text[201:], 0)
    one, found = retelling(), []
    start = 0
    for end in (*sorted(places), len(wire)):
        # Never more than a frame at a time, as Passing cuts them.
        for low, high in ((start, min(end, 205)), (max(start, 205), end)):
            found += [*one.take(wire[low:high])] if low < high else []
        start = max(start, end)
    assert all(isinstance(said, Piece) and said.text for said in found)
    assert b"".join(said.content for said in found) == text
    assert [said.first for said in found] == [True] + [False] * (len(found) - 1)
    assert [said.last for said in found] == [False] * (len(found) - 1) + [True]
    assert all(len(told(said.content, text=True, last=said.last).data) for said in found if said.content)
    assert [*one.take(sent(b"next"))] == [Whole(b"next", text=True)]


def test_what_inflates_to_very_much_is_never_in_memory_at_once() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    size = 40_000_000
    packed = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(0, size, 1 << 20)), packer.flush(2)])
    one = retelling(packed=True)
    wire = sent(packed.removesuffix(b"\0\0\xff\xff"), 2, reserved=0x40)
    sizes = [len(said.content) for said in one.take(wire) if isinstance(said, Piece)]
    assert sum(sizes) >= size
    assert max(sizes) <= 5 << 20


def test_what_is_no_websocket_says_how_to_end() -> None:
    (said,) = retelling().take(sent(b"\xff"))
    assert isinstance(said, CloseConnection)
    assert said.code == 1007


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (told(b"a", text=True), TextMessage("a")),
        (told(b"a", text=False, last=False), BytesMessage(b"a", message_finished=False)),
    ],
)
def test_a_piece_is_told_as_the_kind_that_it_is(message: object, wanted: object) -> None:
    assert message == wanted


def test_the_end_of_a_message_is_told_from_the_end_of_a_piece() -> None:
    one = retelling(3)
    whole = []
    for piece in (sent(b"ab"), sent(b"abcd", final=False), sent(b"ef", 0, final=False), sent(b"g", 0)):
        list(one.take(piece))
        whole.append(one.whole)
    assert whole == [True, False, False, True]
