from __future__ import annotations

import pytest

from quarterdeck.detect.near import Near
from quarterdeck.detect.sweep import Sweep


@pytest.mark.parametrize("text", ["my passport 1", "PASSPORT", "Número Fiscal: 7", "NÚMERO\n FISCAL", "número fiscal"])
def test_its_expression_fires_on_every_text_in_which_a_word_stands(text: str) -> None:
    near = Near(("passport", "número fiscal"))
    assert near.places(text, text.encode())
    assert Sweep([near.expression]).fired(text.encode()) == [0]


def test_only_whole_words_count() -> None:
    near = Near(("id",))
    assert near.places("valid, idea, id_", b"valid, idea, id_") == [(13, 15)]
    assert near.places("idé", "idé".encode()) == []


def test_a_word_counts_on_either_side_and_not_within() -> None:
    near = Near(("pin",), 3)
    assert near.holds(5, 9, [(0, 3)])
    assert near.holds(5, 9, [(12, 15)])
    assert not near.holds(5, 9, [(13, 16)])
    assert not near.holds(5, 9, [(6, 9)])


def test_a_word_within_another_does_not_fire() -> None:
    near = Near(("ein", "número"))
    assert Sweep([near.expression]).fired(b"being, einer, vein") == []
    assert Sweep([near.expression]).fired("éin EIN: 1".encode()) == [0]


@pytest.mark.parametrize("text", ["ein:91", "ein: 91", "EIN:\n91", "(Ein:x"])
def test_a_word_that_ends_in_a_sign_needs_no_other_end(text: str) -> None:
    near = Near(("ein:", "tel."))
    assert [text[start:end].lower() for start, end in near.places(text, text.encode())] == ["ein:"]
    assert Sweep([near.expression]).fired(text.encode()) == [0]
    assert near.places("ein 91, protein:", b"ein 91, protein:") == []
