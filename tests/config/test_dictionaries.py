"""The file of a dictionary, and what is wrong in it."""

import gc
from pathlib import Path
from weakref import ref

import pytest

from quarterdeck.config.dictionaries import MAX_SHOWN, read_terms
from quarterdeck.errors import Problems, UsageError


def test_a_term_a_line_with_comments_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_bytes("\ufeff# our projects\n\nZephyr\r\n  Blue   Heron \n.NET\nzephyr\n".encode())
    terms = read_terms(path)
    assert len(terms) == 3
    assert read_terms(path) is terms
    path.write_text("other\nand another\n")
    assert len(read_terms(path)) == 2


def test_a_file_that_is_read_in_parts_has_the_same_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.config.dictionaries._AT_ONCE", 4)
    path = tmp_path / "terms.txt"
    path.write_text("alpha\n\n# none\nbeta gamma\n\ndelta\nalpha")
    assert len(read_terms(path)) == 3
    path.write_text("alpha\n\n\n+++\nbeta gamma\n--\n")
    with pytest.raises(Problems) as caught:
        read_terms(path)
    assert [found.line for found in caught.value.problems] == [4, 6]


def test_every_bad_line_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("fine\n+++\n" + "x" * 1001 + "\n" + "a " * 33 + "\n")
    with pytest.raises(Problems) as caught:
        read_terms(path)
    assert [(found.line, found.message) for found in caught.value.problems] == [
        (2, "a term needs a letter or a digit"),
        (3, "a term has at most 1000 characters"),
        (4, "a term has at most 32 words"),
    ]
    path.write_text("--\n" * 100)
    with pytest.raises(Problems, match="80 more lines are no terms"):
        read_terms(path)
    assert MAX_SHOWN == 20


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "holds no term"), (b"# only\n", "holds no term"), (b"\xff\xfe", "is not UTF-8")]
)
def test_a_file_that_is_no_dictionary_is_told_in_a_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "terms.txt").write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_terms(tmp_path / "terms.txt")
    with pytest.raises(UsageError, match="cannot be read"):
        read_terms(tmp_path / "none.txt")


def test_the_terms_of_an_unchanged_file_are_built_once_and_let_go_with_the_last_who_has_them(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("one\ntwo\n")
    terms = read_terms(path)
    assert read_terms(path) is terms
    kept = ref(terms)
    del terms
    gc.collect()
    assert kept() is None
    assert len(read_terms(path)) == 2
