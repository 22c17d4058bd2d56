"""A relay that gives originals back tells the origin's messages anew, in order, with what waits before what comes."""

from __future__ import annotations

import zlib

import pytest
from mitmproxy import http

from tests.evasion.rows.websockets import frame

from .relayed import Relayed, forbid, knowing, to_client


def test_what_a_hook_has_rewritten_goes_to_the_origin_in_one_frame():
    def rewrite(flow: http.HTTPFlow) -> None:
        flow.websocket.messages[-1].content = b"another"

    relayed = Relayed(most=5000, websocket_message=rewrite)
    relayed.from_client(frame(b"a" * 2000, final=False) + frame(b"b", 0))
    assert relayed.origin == frame(b"another")


def test_the_origin_is_told_anew_and_its_placeholders_are_restored():
    relayed = Relayed(returning=knowing())
    relayed.from_origin(to_client(b"it is <CARD_1>.") + to_client(b"\0\xff", 2))
    assert relayed.client == to_client(b"it is 4111.") + to_client(b"\0\xff", 2)


def test_compressed_messages_are_told_anew_with_a_window_of_our_own():
    packer, unpacker = zlib.compressobj(9, zlib.DEFLATED, -15), zlib.decompressobj(-15)
    relayed = Relayed(returning=knowing(), extensions="permessage-deflate")
    for text in (b"it is <CARD_1>, and <CARD_1>.", b"it is <CARD_1>, and not.", b"it is <CARD_1>, and <CARD_1>."):
        packed = (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")
        relayed.client = b""
        relayed.from_origin(frame(packed, reserved=0x40, masked=False))
        assert relayed.client[0] == 0xC1
        assert unpacker.decompress(relayed.client[2:] + b"\0\0\xff\xff") == text.replace(b"<CARD_1>", b"4111")


def test_a_message_that_ends_in_the_midst_waits_for_a_while_and_not_longer():
    relayed = Relayed(returning=knowing())
    relayed.from_origin(to_client(b'{"t":"is <CAR"}') + to_client(b"\0\xff", 2))
    assert (relayed.client, len(relayed.wakeups)) == (b"", 1)
    relayed.wakes()
    assert relayed.client == to_client(b'{"t":"is <CAR"}') + to_client(b"\0\xff", 2)
    assert relayed.wakeups == []


def test_one_that_waits_for_less_long_is_left_to_wait_on():
    relayed = Relayed(returning=knowing())
    relayed.from_origin(to_client(b'{"t":"is <CAR"}'))
    relayed.from_origin(to_client(b'{"t":"D_1> and <C"}'))
    before = relayed.client
    assert len(relayed.wakeups) == 1
    relayed.wakes()
    assert (relayed.client, len(relayed.wakeups)) == (before, 1)
    relayed.from_origin(to_client(b'{"t":"ARD_1>"}'))
    assert relayed.client == to_client(b'{"t":"is "}') + to_client(b'{"t":"4111 and "}') + to_client(b'{"t":"4111"}')
    relayed.wakes()
    assert relayed.wakeups == []


@pytest.mark.parametrize("how", ["close", "gone"])
def test_what_waits_comes_before_the_end(how: str):
    relayed = Relayed(returning=knowing())
    relayed.from_origin(to_client(b'{"t":"is <CAR"}'))
    if how == "close":
        relayed.from_origin(to_client(b"\x03\xe8", 8))
    else:
        relayed.gone(relayed.context.server)
    assert relayed.client == to_client(b'{"t":"is <CAR"}') + to_client(b"\x03\xe8", 8)
    assert relayed.closed == ["origin", "client"]
    relayed.wakes()
    assert relayed.closed == ["origin", "client"]


def test_what_is_too_large_to_be_kept_is_told_by_the_piece_after_what_waits():
    relayed = Relayed(most=1000, returning=knowing())
    relayed.from_origin(to_client(b'{"t":"is <CAR"}'))
    whole = to_client(b"a" * 5000)
    relayed.from_origin(whole[:3000])
    relayed.from_origin(whole[3000:] + to_client(b"is <CARD_1>."))
    first = to_client(b'{"t":"is <CAR"}')
    assert relayed.client == (
        first
        + frame(b"a" * 2996, final=False, masked=False)
        + frame(b"a" * 2004, 0, masked=False)
        + to_client(b"is 4111.")
    )


def test_nothing_of_the_origin_is_told_after_a_refusal():
    relayed = Relayed(returning=knowing(), websocket_answer=forbid)
    relayed.from_origin(to_client(b"one") + to_client(b"two"))
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.closed == ["origin", "client"]


def test_a_close_does_not_wait_for_a_frame_of_which_the_client_has_nothing():
    relayed = Relayed(returning=knowing(), websocket_message=forbid)
    relayed.from_origin(to_client(b"abcdef")[:4])
    relayed.from_client(frame(b"one"))
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.closed == ["origin", "client"]


def test_an_origin_that_cannot_be_told_anew_is_cut_off():
    relayed = Relayed(returning=knowing())
    relayed.from_origin(to_client(b"\xff\xfe"))
    assert (relayed.client[0], relayed.client[2:4]) == (0x88, b"\x03\xef")
    assert relayed.closed == ["origin", "client"]


def test_what_waits_when_the_connection_is_refused_does_not_come_later():
    relayed = Relayed(returning=knowing(), websocket_message=forbid)
    relayed.from_origin(to_client(b'{"t":"is <CAR"}') + to_client(b"abcdef")[:4])
    relayed.from_client(frame(b"one"))
    relayed.wakes()
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)


def test_nothing_is_lost_of_a_compressed_message_that_is_too_large_to_be_kept():
    relayed = Relayed(most=1000, returning=knowing(), extensions="permessage-deflate; server_no_context_takeover")
    packer, text = zlib.compressobj(9, zlib.DEFLATED, -15), b"one and another " * 1000
    packed = (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")
    relayed.from_origin(frame(packed, 2, reserved=0x40, masked=False))
    assert (relayed.client[0], relayed.client[1]) == (0xC2, len(relayed.client) - 2)
    assert zlib.decompressobj(-15).decompress(relayed.client[2:] + b"\0\0\xff\xff") == text
