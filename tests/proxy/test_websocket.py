"""A relay sends on what its hooks let go, ends when they refuse, and closes between frames."""

from __future__ import annotations

import zlib

import pytest
from mitmproxy import http
from mitmproxy.test import tflow

from quarterdeck.proxy.returning import Returning
from quarterdeck.proxy.websocket import CLOSE, INSTEAD, MAY_TELL, refuse
from tests.evasion.rows.websockets import frame

from .relayed import Relayed, forbid, knowing, to_client


def test_messages_go_on_when_they_have_been_asked_about():
    seen = []
    relayed = Relayed(websocket_message=lambda flow: seen.append(flow.websocket.messages[-1].content))
    relayed.from_client(frame(b"one")[:4])
    relayed.from_client(frame(b"one")[4:] + frame(b"two", 2))
    assert seen == [b"one", b"two"]
    assert relayed.origin == frame(b"one") + frame(b"two", 2)
    assert relayed.flow.websocket is not None
    assert relayed.flow.websocket.messages == []


def test_what_the_origin_says_passes_at_once_whatever_its_size():
    relayed = Relayed(most=10)
    relayed.from_origin(to_client(b"a" * 5000)[:1000])
    assert relayed.client == to_client(b"a" * 5000)[:1000]
    assert relayed.asked == ["websocket_start"]


def test_nothing_goes_on_after_a_refusal():
    relayed = Relayed(websocket_message=forbid)
    relayed.from_client(frame(b"one") + frame(b"two"))
    relayed.from_client(frame(b"three"))
    assert relayed.origin == frame(b"\x03\xf0", 8)
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.closed == ["origin", "client"]


def test_a_close_waits_for_the_end_of_the_frame_that_the_client_is_receiving():
    relayed = Relayed(websocket_message=forbid)
    relayed.from_origin(to_client(b"abcdef")[:4])
    relayed.from_client(frame(b"one"))
    assert relayed.origin == frame(b"\x03\xf0", 8)
    assert relayed.closed == []
    relayed.from_client(frame(b"two"))
    relayed.from_origin(b"cd")
    relayed.from_origin(b"ef" + to_client(b"more"))
    assert relayed.client == to_client(b"abcdef") + to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.origin == frame(b"\x03\xf0", 8)
    assert relayed.closed == ["origin", "client"]


@pytest.mark.parametrize("who", ["client", "server"])
def test_a_close_that_waits_does_not_wait_for_one_who_is_gone(who: str):
    relayed = Relayed(websocket_message=forbid)
    relayed.from_origin(to_client(b"abcdef")[:4])
    relayed.from_client(frame(b"one"))
    relayed.gone(getattr(relayed.context, who))
    assert relayed.client == to_client(b"abcdef")[:4]
    assert relayed.closed == ["origin", "client"]


def test_a_message_past_the_limit_ends_it_even_when_the_hook_does_nothing():
    relayed = Relayed(most=4)
    relayed.from_client(frame(b"1234") + frame(b"123", final=False) + frame(b"45", 0, final=False))
    assert relayed.asked[-2:] == ["websocket_too_large", "websocket_end"]
    assert relayed.origin == frame(b"1234") + frame(b"\x03\xf1", 8)
    assert relayed.client == to_client(b"\x03\xf1", 8)


@pytest.mark.parametrize("hook", ["websocket_start", "websocket_message"])
def test_a_hook_that_fails_lets_nothing_go(hook: str):
    relayed = Relayed(**{hook: lambda flow: flow.kill()})
    relayed.from_client(frame(b"one"))
    assert relayed.origin == frame(b"\x03\xf3", 8)
    assert relayed.closed == ["origin", "client"]


def test_without_leave_nothing_may_be_kept():
    relayed = Relayed(websocket_start=lambda _: None)
    relayed.from_client(frame(b"one"))
    assert relayed.origin == frame(b"\x03\xf1", 8)


def test_what_is_not_governed_passes_unread_until_a_hook_refuses():
    refused = []
    relayed = Relayed(most=None, websocket_unread=lambda flow: forbid(flow) if refused else None)
    relayed.from_client(frame(b"big" * 5000, final=False, reserved=0x70)[:9000])
    relayed.from_origin(to_client(b"beat", 9))
    assert relayed.origin == frame(b"big" * 5000, final=False, reserved=0x70)[:9000]
    assert relayed.client == to_client(b"beat", 9)
    refused.append(True)
    relayed.from_client(b"more")
    assert b"more" not in relayed.origin
    assert relayed.client.endswith(to_client(b"\x03\xf0no (incident qd-1)", 8))
    assert relayed.closed == ["origin", "client"]


def test_the_reason_of_a_close_goes_to_the_client_alone():
    one, two = Relayed(), Relayed()
    one.from_client(frame(b"\x0f\xa0secret", 8))
    assert one.origin == frame(b"\x0f\xa0", 8)
    two.from_origin(to_client(b"\x0f\xa0maintenance", 8))
    assert two.client == to_client(b"\x0f\xa0maintenance", 8)
    assert two.origin == frame(b"\x0f\xa0", 8)
    assert one.closed == two.closed == ["origin", "client"]


@pytest.mark.parametrize("who", ["client", "server"])
def test_one_who_leaves_without_a_word_takes_the_other_along(who: str):
    relayed = Relayed()
    relayed.gone(getattr(relayed.context, who))
    assert relayed.closed == ["origin", "client"]
    assert (relayed.client, relayed.origin) == (
        (b"", frame(b"\x03\xe8", 8)) if who == "client" else (to_client(b"\x03\xe8", 8), b"")
    )


def test_an_origin_that_breaks_the_protocol_is_cut_off():
    relayed = Relayed()
    relayed.from_origin(frame(b"masked"))
    assert relayed.client == to_client(b"\x03\xea", 8)
    assert relayed.closed == ["origin", "client"]


def test_a_long_reason_does_not_cost_the_incident():
    relayed = Relayed(websocket_message=lambda flow: refuse(flow, "ä" * 200, incident="qd-2"))
    relayed.from_client(frame(b"one"))
    payload = relayed.client[2:]
    assert len(payload) <= 125
    assert payload.decode("utf-8", "ignore").endswith("ä (incident qd-2)")


def test_what_the_origin_says_is_held_until_it_has_been_asked_about():
    seen = []
    relayed = Relayed(hearing=True, websocket_answer=lambda flow: seen.append(flow.websocket.messages[-1]))
    whole = to_client(b"one two")
    relayed.from_origin(whole[:5])
    assert (relayed.client, seen) == (b"", [])
    relayed.from_origin(whole[5:] + to_client(b"\0", 2))
    assert [(one.content, one.is_text, one.from_client) for one in seen] == [
        (b"one two", True, False),
        (b"\0", False, False),
    ]
    assert relayed.client == whole + to_client(b"\0", 2)
    assert relayed.flow.websocket is not None
    assert relayed.flow.websocket.messages == []


def test_control_frames_do_not_wait_for_the_message_around_them():
    relayed = Relayed(hearing=True)
    first, last = frame(b"one", final=False, masked=False), frame(b"two", 0, masked=False)
    relayed.from_origin(first + to_client(b"beat", 9))
    assert relayed.client == to_client(b"", 9)
    relayed.from_client(frame(b"", 10))
    assert relayed.origin == frame(b"beat", 10)
    relayed.from_origin(last)
    assert relayed.client == to_client(b"", 9) + first + last


def test_nothing_of_the_origin_goes_on_after_a_refusal():
    relayed = Relayed(hearing=True, websocket_answer=forbid)
    relayed.from_origin(to_client(b"one") + to_client(b"two"))
    relayed.from_origin(to_client(b"three"))
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.origin == frame(b"\x03\xf0", 8)
    assert relayed.closed == ["origin", "client"]


def test_a_close_does_not_wait_for_a_message_that_is_held():
    relayed = Relayed(hearing=True, websocket_message=forbid)
    relayed.from_origin(to_client(b"abcdef")[:4])
    relayed.from_client(frame(b"one"))
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.closed == ["origin", "client"]


def test_nothing_of_a_message_that_is_refused_for_its_size_goes_on():
    relayed = Relayed(most=1000, hearing=True, websocket_answer=forbid)
    whole = to_client(b"a" * 5000)
    relayed.from_origin(whole[:3000])
    relayed.from_origin(whole[3000:] + to_client(b"more"))
    assert relayed.client == to_client(b"\x03\xf0no (incident qd-1)", 8)


def test_a_close_waits_for_the_end_of_a_frame_that_is_let_pass_for_all_its_size():
    asked = []
    relayed = Relayed(
        most=1000,
        hearing=True,
        websocket_answer=lambda flow: asked.append(len(flow.websocket.messages)),
        websocket_message=forbid,
    )
    whole = to_client(b"a" * 5000)
    relayed.from_origin(whole[:3000])
    assert (relayed.client, asked) == (whole[:3000], [0])
    relayed.from_client(frame(b"one"))
    assert relayed.closed == []
    relayed.from_origin(whole[3000:] + to_client(b"more"))
    assert relayed.client == whole + to_client(b"\x03\xf0no (incident qd-1)", 8)
    assert relayed.closed == ["origin", "client"]


def test_an_origin_whose_messages_cannot_be_read_is_cut_off():
    relayed = Relayed(hearing=True)
    relayed.from_origin(to_client(b"\xff\xfe"))
    assert (relayed.client[0], relayed.client[2:4]) == (0x88, b"\x03\xef")
    assert relayed.closed == ["origin", "client"]


def test_a_hook_that_fails_lets_nothing_of_the_origin_go():
    relayed = Relayed(hearing=True, websocket_answer=lambda flow: flow.kill())
    relayed.from_origin(to_client(b"one"))
    assert relayed.client == to_client(b"\x03\xf3", 8)
    assert relayed.closed == ["origin", "client"]


def instead(flow: http.HTTPFlow) -> None:
    if flow.websocket.messages[-1].content == b"bad" and flow.metadata[MAY_TELL]:
        flow.metadata[INSTEAD] = (b"you said", b"no")


def inflated(payload: bytes) -> bytes:
    return zlib.decompressobj(-15).decompress(payload + b"\0\0\xff\xff")


@pytest.mark.parametrize("returning", [None, knowing()], ids=["as they come", "told anew"])
def test_what_is_told_instead_of_a_message_leaves_the_connection_open(returning: Returning | None):
    relayed = Relayed(websocket_message=instead, returning=returning, extensions="permessage-deflate")
    relayed.from_client(frame(b"bad") + frame(b"good"))
    # What goes on is compressed; what is told is not, so that the client's window stays the origin's.
    assert inflated(relayed.origin[6:]) == b"good"
    assert relayed.client == to_client(b"you said") + to_client(b"no")
    assert relayed.closed == []


@pytest.mark.parametrize("begun", [to_client(b"abcdef")[:4], frame(b"abc", final=False, masked=False)])
def test_nothing_is_told_in_the_midst_of_what_the_origin_says(begun: bytes):
    relayed = Relayed(websocket_message=instead)
    relayed.from_origin(begun)
    relayed.from_client(frame(b"bad"))
    assert relayed.client == begun
    assert relayed.flow.metadata[MAY_TELL] is False


def test_the_address_of_the_form_fits_into_a_close():
    flow = tflow.tflow()
    address = "http://quarterdeck.proxy/coach/qd-1a212264edc-438bd019e5"
    refuse(flow, "\N{LATIN SMALL LETTER U WITH DIAERESIS}" * 100, 1008, "qd-1a212264edc-438bd019e5", address)
    reason = flow.metadata[CLOSE].reason
    assert reason.endswith(f" Say why at {address}")
    assert len(reason.encode()) <= 123
