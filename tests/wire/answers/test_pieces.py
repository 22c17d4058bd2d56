"""Text as it comes, bytes unread, and one message of protobuf."""

from __future__ import annotations

from quarterdeck.wire.answers.event import Record, Transport
from quarterdeck.wire.answers.pieces import Bytes, Message, Text


def records(transport: Transport, *chunks: bytes) -> list[Record]:
    return [one for chunk in chunks for one in transport.feed(chunk)] + list(transport.end())


def test_text_passes_as_it_comes_and_a_cut_character_waits() -> None:
    whole = "naïve ☕".encode()
    assert records(Text(), *[whole[at : at + 1] for at in range(len(whole))])[2] == (b"\xc3\xaf", "ï", "", None)
    assert "".join(str(one.payload) for one in records(Text(), whole[:3], whole[3:])) == "naïve ☕"


def test_what_is_no_text_in_its_charset_says_so() -> None:
    assert [one.reason for one in records(Text(), b"ok", b"\xff")] == [None, "bad-charset"]
    assert records(Text(), b"caf\xc3") == [(b"caf", "caf", "", None), (b"\xc3", "\ufffd", "", "bad-charset")]
    assert records(Text("shift_jis"), "山".encode("shift_jis"))[0].payload == "山"


def test_bytes_pass_with_the_reason_why_they_are_not_read() -> None:
    assert records(Bytes("binary"), b"\0", b"") == [(b"\0", None, "", "binary")]


def test_a_message_is_read_at_its_end() -> None:
    assert records(Message(), b"\x0a\x02", b"Hi") == [(b"\x0a\x02Hi", {"1": ["Hi"]}, "", None)]
    assert records(Message(), b"\xff\xff") == [(b"\xff\xff", None, "", "protobuf")]


def test_a_message_that_is_too_long_passes_unread() -> None:
    found = records(Message(limit=3), b"\x0a\x02", b"Hi", b"more")
    assert [(one.raw, one.reason) for one in found] == [(b"\x0a\x02Hi", "too-large"), (b"more", "too-large")]
