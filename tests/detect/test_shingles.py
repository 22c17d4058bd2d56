"""Copies of documents: whole, in part, and lightly edited."""

from pathlib import Path

import pytest

from quarterdeck.config.documents import build_prints, read_prints
from quarterdeck.config.sealed import hash_key
from quarterdeck.detect.shingles import Documents

KEY = bytes(range(32))
BOARD = """The board met on the ninth of May to consider the sale of the northern shipyard to a buyer who wishes to
remain unnamed until the regulators have spoken. The chair reported that two offers had been received, the higher of
which depends on the transfer of the dry dock licence. It was resolved that the managing director be empowered to
negotiate exclusively for sixty days, that no announcement be made before the signing, and that the works council be
told on the same morning. The treasurer warned that the bridge loan falls due in September and that the bank expects
a decision by the end of July at the latest."""
LUNCH = "Lunch on Friday is at noon in the small canteen, and everybody who wants the vegetarian dish should say so."


@pytest.fixture
def finder(tmp_path: Path) -> Documents:
    target = tmp_path / "board.qdf"
    build_prints([("board.txt", [BOARD]), ("lunch.txt", [LUNCH])], target, KEY)
    return Documents("document.board", read_prints(target, KEY), hash_key(KEY))


def _found(finder: Documents, text: str) -> list[str]:
    data = text.encode()
    spans = list(finder.spans(text, data))
    assert finder.maybe(data) == bool(spans)
    return [text[start:end] for start, end in spans]


def test_a_whole_copy_is_found_in_one_stretch(finder: Documents) -> None:
    (copy,) = _found(finder, f"Please summarise — thanks:\n{BOARD.upper()}\nRegards")
    assert len(copy) > len(BOARD) * 0.9


def test_a_pasted_paragraph_is_found_and_its_document_is_told(finder: Documents) -> None:
    part = " ".join(BOARD.split()[40:85])
    (copy,) = _found(finder, f"What do you think of this? {part} Not sure about it.")
    assert copy in part
    (found,) = finder.copies(part)
    assert found.document == 0
    assert found.share > 0.7


def test_a_copy_with_a_word_changed_here_and_there_is_found(finder: Documents) -> None:
    words = BOARD.split()
    for at in range(5, len(words), 12):
        words[at] = "changed"
    found = _found(finder, " ".join(words))
    assert sum(map(len, found)) > len(BOARD) / 2


@pytest.mark.parametrize("piece", [0, 1, 7, 40, 300])
def test_a_text_that_is_taken_in_pieces_has_the_same_copies(
    finder: Documents, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    text = f"caf\u00e9 {BOARD} {'x' * 400} {LUNCH} and {LUNCH}"
    whole = list(finder.copies(text))
    assert len(whole) >= 2
    monkeypatch.setattr("quarterdeck.detect.shingles._PIECE", piece)
    assert list(finder.copies(text)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the board met",
        "The board of another firm met in June to consider its canteen and the price of lunch. " * 5,
        "two offers had been received, the higher of which",
    ],
)
def test_other_texts_and_mere_phrases_are_no_copies(finder: Documents, text: str) -> None:
    assert _found(finder, text) == []
