"""A form that comes in pieces is split as the whole one is, wherever it was cut; and is refused where that is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import multipart
from quarterdeck.wire.multipart_stream import BadMultipart, Begin, End, Splitter

FIELD = b'Content-Disposition: form-data; name="%b"'


def form(*parts: tuple[bytes, bytes], mark: bytes = b"b0und", end: bytes = b"--\r\n") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n\r\n%b\r\n" % (mark, head, data) for head, data in parts)
    return body + b"--" + mark + end


def split(pieces: list[bytes], boundary: str = "b0und") -> list[tuple[bytes, bytes]]:
    splitter = Splitter(boundary)
    found: list[tuple[bytes, bytes]] = []
    head, data = b"", b""
    for piece in pieces:
        for event in splitter.feed(piece):
            if isinstance(event, Begin):
                head, data = event.head, b""
            elif isinstance(event, End):
                found.append((head, data))
            else:
                assert event
                data += event
    splitter.end()
    return found


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


# None of these is a boundary, whatever stands around it.
NEARLY = [b"\r\n--b0un", b"\r\n", b"x--b0und", b"\r\n--", b"\r\n\r\n", b"--b0u"]
CONTENT = st.one_of(st.binary(max_size=60), st.sampled_from(NEARLY)).filter(lambda data: b"--b0und" not in data[:7])


@given(st.lists(CONTENT, min_size=1, max_size=4), st.lists(st.integers(0, 10_000), max_size=8))
def test_every_cut_gives_the_same_parts(contents, places):
    parts = [(FIELD % b"f%d" % number, content) for number, content in enumerate(contents)]
    assert split(cut(form(*parts), places)) == parts


def test_a_byte_at_a_time():
    parts = [(FIELD % b"a", b"first\r\n--b0unX"), (FIELD % b"b", b"")]
    assert split([bytes([byte]) for byte in form(*parts)]) == parts


BAD = {
    "preamble": b"x" + form((FIELD % b"a", b"1")),
    "no end": form((FIELD % b"a", b"1"), end=b""),
    "half an end": form((FIELD % b"a", b"1"), end=b"-"),
    "epilogue": form((FIELD % b"a", b"1")) + b"x",
    "a longer boundary": form((FIELD % b"a", b"1\r\n--b0undX\r\n")),
    "no blank line": b"--b0und\r\n" + FIELD % b"a" + b"\r\n--b0und--\r\n",
    "a boundary in the blank line": b"--b0und\r\n" + FIELD % b"a" + b"\r\n\r\n--b0und\r\nx\r\n\r\n1\r\n--b0und--\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_is_refused_whole_is_refused_in_pieces(name, size):
    data = BAD[name]
    assert multipart.fields(data, "b0und") is None
    with pytest.raises(BadMultipart):
        split([data[start : start + size] for start in range(0, len(data), size)])


def test_a_head_without_end_is_not_kept():
    with pytest.raises(BadMultipart):
        split([b"--b0und\r\n", *[b"x: y\r\n" * 1000] * 20])


def test_parts_without_end_are_not_counted_for_ever():
    with pytest.raises(BadMultipart):
        split([form(*[(FIELD % b"a", b"1")] * 10_001)])


@given(st.binary(max_size=200), st.lists(st.integers(0, 10_000), max_size=5))
def test_what_passes_in_pieces_is_what_passes_whole(noise, places):
    data = form((FIELD % b"a", b"1"), (FIELD % b"b", noise))
    whole = multipart.fields(data, "b0und")
    try:
        parts = split(cut(data, places))
    except BadMultipart:
        assert whole is None
        return
    assert whole is not None
    assert [re.search(rb'name="(\w+)"', head)[1].decode() for head, _ in parts] == list(whole)
