"""Values of records in texts: alone, and several of a row."""

from pathlib import Path

import pytest

from quarterdeck.config.exact_data import build_records, read_records
from quarterdeck.config.sealed import hash_key
from quarterdeck.detect.exact_data import ExactData

KEY = bytes(range(32))
ROWS = """email,card,name
ada.byron@mail.example,4000-1234-5678-9017,Ada Byron
grace@navy.example,4000 0000 0000 0002,Grace Hopper
jan@mail.example,4000111122223333,Łukasz Żak
"""


@pytest.fixture
def finder(tmp_path: Path) -> ExactData:
    (tmp_path / "people.csv").write_text(ROWS)
    target = tmp_path / "people.qdx"
    build_records(tmp_path / "people.csv", target, KEY, ["email", "card", "name"], alone=["card"])
    return ExactData("exact-data.people", read_records(target, KEY), hash_key(KEY))


def _found(finder: ExactData, text: str) -> list[str]:
    data = text.encode()
    spans = list(finder.spans(text, data))
    assert finder.maybe(data) == bool(spans)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "card", ["4000123456789017", "4000 1234 5678 9017", "4000-1234-5678-9017", "4000.1234.56789017"]
)
def test_a_value_of_an_identifying_column_is_found_however_it_is_grouped(finder: ExactData, card: str) -> None:
    assert _found(finder, f"pay with {card}, please") == [card]
    assert _found(finder, card) == [card]


def test_values_of_one_row_count_together_and_not_alone(finder: ExactData) -> None:
    assert _found(finder, "— ADA  BYRON <Ada.Byron@mail.example>") == ["ADA  BYRON", "Ada.Byron@mail.example"]
    assert _found(finder, "Łukasz Żak, jan@mail.example") == ["Łukasz Żak", "jan@mail.example"]
    assert _found(finder, "Ada Byron wrote to Ada Byron") == []
    assert _found(finder, "grace@navy.example and Ada Byron") == []


def test_values_too_far_apart_do_not_count(finder: ExactData) -> None:
    assert _found(finder, "Ada Byron " + "and so on " * 20 + "ada.byron@mail.example")
    assert not _found(finder, "Ada Byron " + "and so on " * 40 + "ada.byron@mail.example")


def test_a_value_within_a_longer_word_or_number_is_none(finder: ExactData) -> None:
    assert _found(finder, "40001234567890171 and x4000123456789017") == []


def test_pieces_of_a_long_text_hide_nothing(finder: ExactData) -> None:
    for before in ((1 << 16) - 10, (1 << 16) - 3, 1 << 16):
        text = "w " * (before // 2) + "Ada Byron, ada.byron@mail.example"
        assert _found(finder, text) == ["Ada Byron", "ada.byron@mail.example"]


def test_its_repr_shows_neither_key_nor_values(finder: ExactData) -> None:
    assert repr(finder) == "ExactData('exact-data.people', 9 cells)"
