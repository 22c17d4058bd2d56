"""A chunked body that two parsers could cut differently is an error; extensions and trailers are dropped."""

from __future__ import annotations

import contextlib

import h11
import pytest
from h11._receivebuffer import ReceiveBuffer
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.proxy.chunks import LIMIT, StrictChunkedReader
from quarterdeck.proxy.notices import upstream_cause


def read(*pieces: bytes) -> tuple[bytes, bool]:
    """The body that pieces of a stream make, and whether its end was seen."""
    reader, buffer, body = StrictChunkedReader(), ReceiveBuffer(), b""
    for piece in pieces:
        buffer += piece
        while (event := reader(buffer)) is not None:
            if isinstance(event, h11.EndOfMessage):
                return body, True
            body += bytes(event.data)
    return body, False


GOOD = b'5\r\nhello\r\n6;name="a b"\r\n world\r\n0;last\r\nX-Sum: 1\r\n\r\n'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_body_is_the_same_however_it_is_cut(size: int) -> None:
    assert read(*(GOOD[at : at + size] for at in range(0, len(GOOD), size))) == (b"hello world", True)


def test_a_body_without_its_end_has_not_ended() -> None:
    assert read(b"5\r\nhello\r\n") == (b"hello", False)
    with pytest.raises(h11.RemoteProtocolError):
        StrictChunkedReader().read_eof()


BAD = {
    "hex prefix": b"0x5\r\nhello\r\n",
    "plus": b"+5\r\nhello\r\n",
    "underscore": b"0_5\r\nhello\r\n",
    "leading space": b" 5\r\nhello\r\n",
    "trailing space": b"5 \r\nhello\r\n",
    "no size": b"\r\nhello\r\n",
    "bare LF after the size": b"5\nhello\r\n0\r\n\r\n",
    "bare LF in an extension": b"5;a\nb\r\nhello\r\n",
    "NUL in an extension": b"5;a\x00\r\nhello\r\n",
    "bare LF after the data": b"5\r\nhello\n0\r\n\r\n",
    "data longer than its size": b"4\r\nhello\r\n0\r\n\r\n",
    "a size of 2^64": b"10000000000000000\r\n",
    "an endless line": b"5;" + b"a" * (LIMIT + 1),
    "a long line": b"5;" + b"a" * LIMIT + b"\r\n",
    "trailer Content-Length": b"0\r\nContent-Length: 4\r\n\r\n",
    "trailer Host": b"0\r\nHOST: b.example\r\n\r\n",
    "folded trailer": b"0\r\nX: a\r\n b\r\n\r\n",
    "trailer without colon": b"0\r\njunk\r\n\r\n",
    "bare LF after the trailers": b"0\r\nX: a\r\n\n\r\n",
}


@pytest.mark.parametrize("name", BAD)
def test_what_could_smuggle_is_an_error(name: str) -> None:
    with pytest.raises(h11.RemoteProtocolError) as raised:
        read(BAD[name])
    assert upstream_cause(str(raised.value))[1] == str(raised.value)


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_raise_anything_else(pieces: list[bytes]) -> None:
    with contextlib.suppress(h11.RemoteProtocolError):
        read(*pieces)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.integers(1, 40))
def test_what_is_framed_is_read_back(parts: list[bytes], cut: int) -> None:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert read(*(framed[at : at + cut] for at in range(0, len(framed), cut))) == (b"".join(parts), True)
