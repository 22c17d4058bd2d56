"""A text cut in its middle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.shorten import shorten


def test_what_fits_is_left_alone() -> None:
    assert shorten("as it is", lambda some: len(some) <= 8) == "as it is"


def test_both_ends_stay() -> None:
    assert shorten("0123456789" * 3, lambda some: len(some) <= 15) == "01234 ... 56789"


@given(st.text(max_size=300), st.integers(5, 400))
def test_it_fits_and_no_more_is_lost_than_must_be(text: str, room: int) -> None:
    said = shorten(text, lambda some: len(some.encode()) <= room)
    assert len(said.encode()) <= room
    if said != text:
        # One more character, of four bytes at most, would not have fitted.
        assert len(said.encode()) > room - 4 - len(" ... ")
        head, _, tail = said.partition(" ... ")
        assert text.startswith(head)
        assert text.endswith(tail)
