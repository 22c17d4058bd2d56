"""Binary frames: lengths, checksums, compression, and what is no frame."""

from __future__ import annotations

import gzip
import struct
import zlib

import pytest

from quarterdeck.wire import frames
from quarterdeck.wire.answers.event import Record, Transport
from quarterdeck.wire.answers.framed import Connect, EventStream
from quarterdeck.wire.stream_error import event_stream_exception

REFUSED = event_stream_exception("accessDeniedException", b'{"message":"no"}')


def records(transport: Transport, *chunks: bytes) -> list[Record]:
    return [one for chunk in chunks for one in transport.feed(chunk)] + list(transport.end())


def aws(head: bytes, payload: bytes) -> bytes:
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return message + struct.pack(">I", zlib.crc32(message))


def test_a_frame_of_aws_is_named_after_its_event_or_exception() -> None:
    assert records(EventStream(), REFUSED) == [(REFUSED, b'{"message":"no"}', "accessDeniedException", None)]


def test_headers_of_every_type_are_passed_over() -> None:
    sizes = (
        (0, b""),
        (1, b""),
        (2, b"x"),
        (3, b"xx"),
        (4, b"x" * 4),
        (5, b"x" * 8),
        (6, b"\0\2ab"),
        (8, b"x" * 8),
        (9, b"x" * 16),
    )
    head = b"".join(b"\1n" + bytes((kind,)) + value for kind, value in sizes) + b"\x0b:event-type\x07\0\2hi"
    assert records(EventStream(), aws(head, b"{}"))[0].name == "hi"


@pytest.mark.parametrize("head", [b"\x09abc", b"\1n\x0a", b"\1n\7\0\x09ab", b"\1n", b"\1n\7"])
def test_headers_that_do_not_add_up_are_told(head: bytes) -> None:
    assert records(EventStream(), aws(head, b"{}"))[0].reason == "bad-frames"


def test_a_frame_whose_checksum_is_wrong_is_not_read_but_the_next_one_is() -> None:
    spoilt = bytearray(REFUSED)
    spoilt[-6] ^= 1
    assert [one.reason for one in records(EventStream(), bytes(spoilt) + REFUSED)] == ["bad-frames", None]


def test_after_a_wrong_length_nothing_is_read_and_nothing_lost() -> None:
    spoilt = bytearray(REFUSED)
    spoilt[3] ^= 1
    found = records(EventStream(), bytes(spoilt), REFUSED)
    assert b"".join(one.raw for one in found) == bytes(spoilt) + REFUSED
    assert {one.reason for one in found} == {"bad-frames"}


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_frame_that_is_too_long_passes_in_pieces_and_the_next_is_read(size: int) -> None:
    body = aws(b"", b"x" * 300) + REFUSED
    found = records(EventStream(limit=200), *[body[at : at + size] for at in range(0, len(body), size)])
    assert b"".join(one.raw for one in found) == body
    assert [one.payload for one in found if one.payload] == [b'{"message":"no"}']


def test_a_frame_cut_short_is_told() -> None:
    assert records(EventStream(), REFUSED[:-1])[-1].reason == "bad-frames"
    assert records(Connect(), frames.join(0, b"{}")[:-1])[-1].reason == "bad-frames"


def test_frames_of_connect_are_json_and_may_be_compressed() -> None:
    packed = frames.join(frames.COMPRESSED, gzip.compress(b"{}"))
    assert [one.payload for one in records(Connect(), frames.join(0, b"[]") + packed)] == [b"[]", b"{}"]
    assert records(Connect(), frames.join(frames.COMPRESSED, b"no"))[0].reason == "corrupt-encoding"
    assert records(Connect(), frames.join(frames.END, b"{}")) == [
        (frames.join(frames.END, b"{}"), b"{}", "end-of-stream", None)
    ]


def test_binary_frames_are_protobuf_and_trailers_are_text() -> None:
    body = frames.join(0, b"\x0a\x02Hi") + frames.join(0x80, b"grpc-status:0\r\n") + frames.join(0, b"\xff")
    assert [(one.payload, one.reason) for one in records(Connect(binary=True), body)] == [
        ({"1": ["Hi"]}, None),
        ("grpc-status:0\r\n", None),
        (None, "protobuf"),
    ]


def test_flags_that_no_protocol_has_are_no_frame() -> None:
    assert {one.reason for one in records(Connect(), b"<html>no</html>")} == {"bad-frames"}
