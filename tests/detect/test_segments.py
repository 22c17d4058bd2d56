"""Pieces of a seam lose nothing of what is split over texts, and stay as they are when a conversation goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.seams import Seam, across
from quarterdeck.detect.segments import LONG, TWICE, segments
from quarterdeck.model.content import Part

TEXTS = st.lists(st.integers(1, 1500), min_size=2, max_size=60)


def seams(sizes: list[int]) -> list[Seam]:
    letters = "abcdefghijklmnop"
    parts = [Part(f"/messages/{n}/content", letters[n % 16] * size) for n, size in enumerate(sizes)]
    return list(across(parts))


def places(seam: Seam, width: int) -> set[tuple[tuple[int, int, int], str]]:
    """Where a match of so many characters would be, and what it would be."""
    text = seam.view.text
    found = set()
    for start in range(len(text) - width + 1):
        place = seam.crossing(start, start + width)
        if place is not None and "\n" not in text[start : start + width]:
            found.add((place, text[start : start + width]))
    return found


@given(TEXTS, st.integers(2, 300))
def test_what_goes_on_in_another_text_does_so_in_a_piece(sizes: list[int], width: int) -> None:
    for seam in seams(sizes):
        pieces = [place for piece in segments(seam) for place in places(piece, width)]
        assert set(pieces) == places(seam, width)


def test_a_long_match_over_many_short_texts_is_in_one_piece() -> None:
    (seam,) = seams([100] * 500)
    pieces = list(segments(seam))
    assert len(pieces) > 2
    assert max(len(piece.view.text) for piece in pieces) <= LONG + 100
    assert set().union(*(places(piece, TWICE) for piece in pieces)) == places(seam, TWICE)


@given(TEXTS, st.integers(1, 1500))
def test_all_pieces_but_the_last_stay_when_more_is_said(sizes: list[int], more: int) -> None:
    (seam,), (grown,) = seams(sizes), seams([*sizes, more])
    before = [piece.view.text for piece in segments(seam)]
    assert [piece.view.text for piece in segments(grown)][: len(before) - 1] == before[:-1]


@pytest.mark.parametrize("texts", [["a", "b"], ["a" * 600, "b" * 600], ["a" * 600, "b"]])
def test_what_is_short_is_one_piece(texts: list[str]) -> None:
    (seam,) = across([Part(f"/{n}", text) for n, text in enumerate(texts)])
    (piece,) = segments(seam)
    assert (piece.starts, piece.stretches) == (seam.starts, seam.stretches)
    assert seam.view.text.startswith(piece.view.text)
