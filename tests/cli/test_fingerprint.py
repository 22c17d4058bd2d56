"""`quarterdeck fingerprint` makes the files that policy files name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CSV = "email,card,name\nada@mail.example,4000123456789017,Ada Byron\n"
TEXT = " ".join(f"confidential{at}" for at in range(40))


def test_a_table_becomes_hashes_and_its_key_stays_apart(program, write) -> None:
    write("people.csv", CSV)
    answer = program("fingerprint", "data", "people.csv", "-o", "out.qdx", "--columns", "email,card,name", "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert (said["rows"], said["cells"], said["key_file"]) == (1, 3, "out.qdx.key")
    assert Path("out.qdx.key").stat().st_mode & 0o777 == 0o600
    assert Path("out.qdx.key").read_bytes() not in Path("out.qdx").read_bytes()


def test_documents_become_fingerprints_and_unread_ones_are_named(program, write) -> None:
    write("docs/a.txt", TEXT)
    answer = program("fingerprint", "documents", "docs", "-o", "docs.qdf")
    assert (answer.code, answer.err) == (0, "")
    assert "fingerprints of 1 document, under the key docs.qdf.key" in answer.out
    assert b"confidential" not in Path("docs.qdf").read_bytes()
    write("docs/short.txt", "two words")
    answer = program("fingerprint", "documents", "docs", "-o", "docs.qdf", "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["not_read"] == ["short.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--columns", ","), "from 1 to 100"),
        (("--columns", "email", "--alone", "card"), "not among --columns"),
        (("--columns", "email", "--rows", "2"), "can never be reached"),
        (("--columns", "emial,card"), "did you mean 'email'"),
    ],
)
def test_wrong_usage_is_told_and_makes_no_file(program, write, arguments: tuple[str, ...], message: str) -> None:
    write("people.csv", CSV)
    answer = program("fingerprint", "data", "people.csv", "-o", "out.qdx", *arguments)
    assert answer.code == 2
    assert message in answer.err
    assert not Path("out.qdx").exists()
