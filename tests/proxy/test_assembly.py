"""No more of a message is inflated or kept than may be; up to that it comes out as it went in."""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import Any

import pytest
from wsproto.events import BytesMessage, Message, TextMessage
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode, ParseFailed
from wsproto.utilities import generate_nonce

from quarterdeck.proxy.assembly import Assembly, Inflating, TooLarge
from tests.evasion.rows.websockets import frame


def assembled(most: int, *pieces: Message[Any]) -> list[Message[Any]]:
    """What comes out of the pieces of one message."""
    message = Assembly(most)
    for piece in pieces:
        message.add(piece)
    return list(message.frames())


def text(data: str, *, frame_ends: bool = True, ends: bool = False) -> TextMessage:
    return TextMessage(data, frame_finished=frame_ends, message_finished=ends)


def test_frames_come_out_as_they_were_cut():
    one, two = "ä" * 1000, "b" * 2000
    got = assembled(10_000, text(one[:5], frame_ends=False), text(one[5:]), text(two), text("c", ends=True))
    assert [(part.data, part.message_finished) for part in got] == [(one, False), (two, False), ("c", True)]


def test_crumbs_are_joined():
    got = assembled(10_000, *(BytesMessage(b"x", message_finished=False) for _ in range(3000)), BytesMessage(b""))
    assert b"".join(part.data for part in got) == b"x" * 3000
    assert len(got) == 3
    assert all(len(one.data) >= len(two.data) for one, two in pairwise(got))
    assert [part.message_finished for part in got] == [False, False, True]


def test_an_empty_message_is_one_frame():
    assert assembled(0, text("", ends=True)) == [TextMessage("")]


def test_the_limit_is_what_may_be_kept():
    assert assembled(5, text("12345", ends=True)) == [TextMessage("12345")]
    with pytest.raises(TooLarge):
        assembled(5, text("123"), text("456", frame_ends=False))


def deflated(data: bytes, last: int = zlib.Z_SYNC_FLUSH) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(last)).removesuffix(b"\0\0\xff\xff")


def inflated(most: int, *frames: bytes, skim: bool = False) -> list[Any]:
    """The frames that a server reads with compression agreed on."""
    extension = Inflating(most, skim=skim)
    extension.finalize("permessage-deflate")
    protocol = FrameProtocol(client=False, extensions=[extension])
    got = []
    for one in frames:
        protocol.receive_bytes(one)
        got += list(protocol.received_frames())
    return got


def test_up_to_the_limit_a_message_is_inflated():
    data = b"a" * 1000 + generate_nonce()
    (got,) = inflated(len(data), frame(deflated(data), 2, reserved=0x40))
    assert got.payload == data


def test_past_the_limit_inflation_stops():
    with pytest.raises(TooLarge):
        inflated(1_000_000, frame(deflated(bytes(50_000_000)), 2, reserved=0x40))


def test_what_is_skimmed_gives_little_and_still_tells_what_comes_after():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = [bytes(50_000_000) + b"to refer back to", b"to refer back to"]
    packed = [(packer.compress(one) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff") for one in data]
    first, second = inflated(1000, *(frame(one, 2, reserved=0x40) for one in packed), skim=True)
    assert len(first.payload) < 2000
    assert second.payload == data[1]


def test_a_ping_within_a_compressed_message_leaves_it_compressed():
    packed = deflated(b"hello " * 100)
    pieces = (
        frame(b"", 9),
        frame(packed[:4], 2, final=False, reserved=0x40),
        frame(b"", 9),
        frame(packed[4:], 0),
        frame(b"plain", 2),
        frame(deflated(b"again"), 2, reserved=0x40),
    )
    got = [one for one in inflated(1000, *pieces) if one.opcode is Opcode.BINARY]
    assert b"".join(one.payload for one in got) == b"hello " * 100 + b"plain" + b"again"


@pytest.mark.parametrize(
    "payload", [b"\xff\xff\xff", deflated(b"one", zlib.Z_FINISH)], ids=["no deflate", "after the end"]
)
def test_what_cannot_be_inflated_is_an_error(payload: bytes):
    second = frame(b"more", 0)
    with pytest.raises(ParseFailed) as raised:
        inflated(1000, frame(payload, 2, final=False, reserved=0x40), second)
    assert raised.value.code == CloseReason.INVALID_FRAME_PAYLOAD_DATA


def test_what_follows_the_end_of_the_compression_in_one_frame_is_an_error():
    with pytest.raises(ParseFailed):
        inflated(1000, frame(deflated(b"one", zlib.Z_FINISH) + deflated(b"two"), 2, reserved=0x40))
