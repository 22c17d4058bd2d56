"""Server-sent events: every kind of line end, comments, names, and events that are too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.answers.event import Record
from quarterdeck.wire.answers.sse import Sse

from .reading import cut


def records(*chunks: bytes, limit: int = 1 << 20) -> list[Record]:
    transport = Sse(limit)
    return [one for chunk in chunks for one in transport.feed(chunk)] + list(transport.end())


def payloads(*chunks: bytes) -> list[tuple[str, object]]:
    return [(one.name, one.payload) for one in records(*chunks) if one.payload is not None]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str) -> None:
    body = f"event: one{end}data: {{}}{end}{end}data:two{end}data: lines{end}{end}id: 7{end}retry: 3{end}data{end}{end}"
    whole = body.encode()
    expect = [("one", b"{}"), ("", b"two\nlines")]
    assert payloads(whole) == expect
    for place in range(len(whole)):
        assert payloads(whole[:place], whole[place:]) == expect


def test_an_event_is_given_as_soon_as_its_blank_line_is_there() -> None:
    transport = Sse()
    assert list(transport.feed(b"data: {}\r\n\r")) == [(b"data: {}\r\n\r", b"{}", "", None)]
    assert list(transport.feed(b"\ndata: 1\n\n")) == [(b"\ndata: 1\n\n", b"1", "", None)]


def test_the_mark_of_unicode_is_no_part_of_a_field() -> None:
    assert payloads(b"\xef\xbb\xbfdata: {}\n\n") == [("", b"{}")]


def test_a_last_event_without_its_blank_line_counts() -> None:
    assert payloads(b"data: 1\n\nevent: x\ndata: cut") == [("", b"1"), ("x", b"cut")]


def test_signs_of_life_pass_at_once() -> None:
    transport = Sse()
    assert list(transport.feed(b": OPENROUTER PROCESSING\n")) == [(b": OPENROUTER PROCESSING\n", None, "", None)]
    assert list(transport.feed(b": half")) == []


def test_what_is_no_field_is_read_all_the_same() -> None:
    assert payloads(b"hello: you\n\n") == [("", b"hello: you")]


def test_an_event_that_is_too_long_passes_in_pieces_and_the_next_is_read() -> None:
    body = b"data: " + b"x" * 100 + b"\n\ndata: 1\n\n"
    for size in (1, 7, 50, 200):
        chunks = [body[at : at + size] for at in range(0, len(body), size)]
        found = records(*chunks, limit=40)
        assert b"".join(one.raw for one in found) == body
        assert {one.reason for one in found if one.payload is None} == {"too-large"}
        assert [one.payload for one in found if one.payload is not None] == [b"1"]
    transport = Sse(40)
    held = sum(len(one.raw) for chunk in (b"data: ", *[b"x" * 10] * 50) for one in transport.feed(chunk))
    assert held > 450


@given(
    st.binary(max_size=60).map(lambda text: bytes(b"\r\n:da x"[byte % 7] for byte in text)),
    st.lists(st.integers(0, 60)),
)
def test_chunks_change_nothing(body: bytes, places: list[int]) -> None:
    found = records(*cut(body, places))
    assert b"".join(one.raw for one in found) == body
    assert payloads(*cut(body, places)) == payloads(body)
