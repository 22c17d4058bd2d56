"""The framing of AWS libraries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import chunked

from .build import exchange

SIGNED = b"5;chunk-signature=ad80c7\r\nhello\r\n6;chunk-signature=0055\r\n there\r\n0;chunk-signature=b6c6\r\n\r\n"


def test_chunks_are_joined() -> None:
    assert chunked.undo(SIGNED) == b"hello there"
    assert chunked.undo(b"2\r\nhi\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n") == b"hi"
    assert chunked.undo(b"0\r\n\r\n") == b""


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"5\r\nhel", b"5\r\nhello0\r\n\r\n", b"5\r\nhello\r\n", SIGNED + b"more",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n", b"5\nhello\n0\n\n",
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(chunked.BadChunks):
        chunked.undo(data)


@given(st.binary(max_size=300))
def test_whatever_is_framed_comes_back(data: bytes) -> None:
    framed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data) if data else b"0\r\n\r\n"
    assert chunked.undo(framed) == data


def test_the_header_that_says_so() -> None:
    assert chunked.says("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    assert chunked.says(" streaming-unsigned-payload-trailer")
    assert not chunked.says("e3b0")
    assert chunked.speaks(exchange("https://s3.example/b/k", b"x", {chunked.HEADER: "STREAMING-X"}))
    assert not chunked.speaks(exchange("https://s3.example/b/k", b"x", {chunked.HEADER: "e3b0"}))
