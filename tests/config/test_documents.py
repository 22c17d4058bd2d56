"""Documents become fingerprints in which no word of them stands."""

from pathlib import Path

import pytest

from quarterdeck.config.documents import build_prints, read_prints
from quarterdeck.errors import UsageError

KEY = bytes(range(32))


def _text(number: int) -> str:
    return " ".join(f"word{number}x{at}" for at in range(60))


def test_no_word_and_no_name_stands_in_the_file_unless_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "docs.qdf"
    built = build_prints([("secret-plan.txt", [_text(1)]), ("empty.txt", [])], target, KEY)
    assert (built.documents, built.without) == (1, ("empty.txt",))
    assert b"word1x" not in target.read_bytes()
    assert b"secret-plan" not in target.read_bytes()
    build_prints([("secret-plan.txt", [_text(1)])], target, KEY, names=True)
    assert b"secret-plan" in target.read_bytes()


def test_what_most_documents_share_is_no_fingerprint(tmp_path: Path) -> None:
    target = tmp_path / "docs.qdf"
    letterhead = " ".join(f"letterhead{at}" for at in range(60))
    documents = [(f"{number}.txt", [letterhead, _text(number)]) for number in range(6)]
    shared = build_prints(documents, target, KEY).prints
    assert shared == build_prints([(name, texts[1:]) for name, texts in documents], target, KEY).prints
    assert len(read_prints(target, KEY).hashes) == shared


def test_a_folder_without_text_and_a_wrong_key_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no document has words enough"):
        build_prints([("a", ["two words"])], tmp_path / "docs.qdf", KEY)
    build_prints([("a", [_text(1)])], tmp_path / "docs.qdf", KEY)
    with pytest.raises(UsageError, match="another key"):
        read_prints(tmp_path / "docs.qdf", bytes(32))
