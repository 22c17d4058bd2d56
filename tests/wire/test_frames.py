"""Length-prefixed frames of gRPC and Connect."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import coding, frames


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=50)), max_size=5))
def test_what_is_framed_is_split(messages: list[tuple[bool, bytes]]) -> None:
    data = b"".join(
        frames.join(frames.COMPRESSED, gzip.compress(payload)) if packed else frames.join(0, payload)
        for packed, payload in messages
    )
    assert frames.split(data, None) == tuple(payload for _, payload in messages)


@given(st.binary(max_size=100))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        found = sum(map(len, frames.split(data, None)))
    except coding.Unreadable:
        found = 0
    assert found <= len(data) * 1100


def test_all_frames_share_one_budget() -> None:
    half = frames.join(frames.COMPRESSED, gzip.compress(bytes(9 << 20)))
    with pytest.raises(coding.Unreadable, match="too-large"):
        frames.split(half * 2, "gzip")


def test_flags_that_nobody_defined_are_not_guessed_at() -> None:
    for flags in (frames.END, frames.TRAILERS):
        assert frames.split(frames.join(flags, b"x"), None) == (b"x",)
    with pytest.raises(coding.Unreadable, match="bad-frames"):
        frames.split(frames.join(0x04, b"x"), None)


def test_plain_frames_count_too() -> None:
    with pytest.raises(coding.Unreadable, match="too-large"):
        frames.split(frames.join(0, bytes(16 << 20)) + frames.join(0, b"x"), None)


def test_the_name_of_a_coding_is_read_as_headers_are() -> None:
    assert frames.split(frames.join(frames.COMPRESSED, gzip.compress(b"x")), " GZip ") == (b"x",)
