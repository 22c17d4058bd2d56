from __future__ import annotations

import pytest

from quarterdeck.detect.columns import Columns
from quarterdeck.detect.near import Near, Places
from quarterdeck.detect.sweep import Sweep

PROSE = Columns("no table " * 200)


@pytest.mark.parametrize("text", ["my passport 1", "PASSPORT", "Número Fiscal: 7", "NÚMERO\n FISCAL", "número fiscal"])
def test_its_expression_fires_on_every_text_in_which_a_word_stands(text: str) -> None:
    near = Near(("passport", "número fiscal"))
    assert near.places(text, text.encode())
    assert Sweep([near.expression]).fired(text.encode()) == [0]


def test_only_whole_words_count() -> None:
    near = Near(("id",))
    assert list(near.places("valid, idea, id_", b"valid, idea, id_")) == [(13, 15)]
    assert not near.places("idé", "idé".encode())


def test_a_word_counts_on_either_side_and_not_within() -> None:
    near = Near(("pin",), 3)
    assert near.holds(5, 9, Places([(0, 3)]), PROSE)
    assert near.holds(5, 9, Places([(12, 15)]), PROSE)
    assert not near.holds(5, 9, Places([(13, 16)]), PROSE)
    assert not near.holds(5, 9, Places([(6, 9)]), PROSE)


def test_of_many_words_one_that_is_near_enough_counts() -> None:
    near = Near(("pin",), 3)
    far = [(start, start + 3) for start in (100, 200, 300)]
    assert near.holds(5, 9, Places([*far, (12, 15)]), PROSE)
    assert near.holds(400, 404, Places([*far, (394, 397)]), PROSE)
    assert not near.holds(400, 404, Places(far), PROSE)


def test_no_match_is_compared_with_every_word() -> None:
    asked = 0

    class Counted(int):
        def __lt__(self, other: int) -> bool:
            nonlocal asked
            asked += 1
            return int(self) < other

        def __le__(self, other: int) -> bool:
            nonlocal asked
            asked += 1
            return int(self) <= other

    places = Places([(Counted(at), Counted(at + 3)) for at in range(0, 100_000, 10)])
    asked = 0
    assert Near(("pin",), 3).holds(50_004, 50_006, places, PROSE)
    assert asked < 50


def test_a_word_within_another_does_not_fire() -> None:
    near = Near(("ein", "número"))
    assert Sweep([near.expression]).fired(b"being, einer, vein") == []
    assert Sweep([near.expression]).fired("éin EIN: 1".encode()) == [0]


@pytest.mark.parametrize("text", ["eth_address: 0x", "my_eth = 1", "MY_ETH_ADDRESS=0x"])
def test_a_word_in_the_name_of_a_variable_fires(text: str) -> None:
    near = Near(("eth",))
    assert near.places(text, text.encode())
    assert Sweep([near.expression]).fired(text.encode()) == [0]


@pytest.mark.parametrize("text", ["ein:91", "ein: 91", "EIN:\n91", "(Ein:x"])
def test_a_word_that_ends_in_a_sign_needs_no_other_end(text: str) -> None:
    near = Near(("ein:", "tel."))
    assert [text[start:end].lower() for start, end in near.places(text, text.encode())] == ["ein:"]
    assert Sweep([near.expression]).fired(text.encode()) == [0]
    assert not near.places("ein 91, protein:", b"ein 91, protein:")
