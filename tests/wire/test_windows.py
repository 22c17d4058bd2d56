"""Windows show every character of a text, and each place of it belongs to one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.windows import Window, Windows


def shown(pieces: list[bytes], encoding: str = "utf-8", size: int = 10, overlap: int = 4) -> tuple[list[Window], bool]:
    windows = Windows(encoding, size, overlap)
    found = [window for piece in pieces for window in windows.feed(piece)]
    found += windows.end()
    return found, windows.broken


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(st.text(max_size=300), st.integers(1, 40), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"]))
def test_each_place_of_the_text_belongs_to_one_window(text, size, encoding):
    windows, broken = shown(in_pieces(text.encode(encoding), size), encoding)
    assert not broken
    assert "".join(window.text[window.first : window.last] for window in windows) == text
    for window in windows:
        assert text[window.start : window.start + len(window.text)] == window.text


@given(st.integers(0, 500), st.integers(1, 60))
def test_what_is_no_longer_than_the_overlap_is_seen_whole_where_it_belongs(place, size):
    text = "." * place + "KEY!" + "." * 100
    windows, _ = shown(in_pieces(text.encode(), size))
    found = [
        window.start + at
        for window in windows
        for at in range(window.first, window.last)
        if window.text.startswith("KEY!", at)
    ]
    assert found == [place]


def test_a_window_shows_what_stands_before_it():
    windows, _ = shown([b"a" * 100])
    assert all(window.first > 0 for window in windows[1:])


def test_an_empty_text_has_one_window():
    assert shown([]) == ([Window("", 0, 0, 0)], False)


@pytest.mark.parametrize("data", [b"abc\xff", b"\xc3", b"a" * 50 + b"\x80" + b"b" * 50])
def test_what_is_no_text_is_noticed(data):
    assert shown([data])[1] is True


def test_a_replacement_character_that_was_sent_is_text():
    assert shown(["a\ufffdb".encode()])[1] is False


def test_no_more_than_a_window_is_kept():
    windows = Windows("utf-8", 1000, 100)
    for _ in range(100):
        for window in windows.feed(b"x" * 500):
            assert len(window.text) <= 1000 + 100 + 64
        assert len(windows._text) < 1000 + 100 + 64 + 500
