"""What is sealed can be opened by who has the key and knows its name, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.errors import UsageError
from quarterdeck.proxy.vault_seal import Seal, read_key

KEY = b"k" * 32


def test_what_is_sealed_is_opened_under_its_name_alone():
    seal = Seal(KEY)
    sealed = seal.close("name", b"made-up-value")
    assert Seal(KEY).open("name", sealed) == b"made-up-value"
    assert b"made-up" not in sealed
    for name, key, data in (
        ("other", KEY, sealed),
        ("name", b"l" * 32, sealed),
        ("name", KEY, sealed[:-1]),
        ("name", KEY, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("name", KEY, b""),
    ):
        with pytest.raises(ValueError, match="sealed with another key"):
            Seal(key).open(name, data)


def test_the_same_is_never_sealed_twice_alike():
    seal = Seal(KEY)
    assert seal.close("name", b"x") != seal.close("name", b"x")


def test_a_conversation_is_called_the_same_by_all_who_have_the_key():
    assert Seal(KEY).name(b"ada") == Seal(KEY).name(b"ada")
    assert len({Seal(KEY).name(b"ada"), Seal(KEY).name(b"bob"), Seal(b"l" * 32).name(b"ada")}) == 3
    assert "ada" not in Seal(KEY).name(b"ada")


def test_a_key_is_read_without_the_line_end_of_its_file(tmp_path: Path):
    (tmp_path / "key").write_bytes(KEY + b"\n")
    assert read_key(tmp_path / "key") == KEY


def test_a_key_that_is_missing_or_short_is_refused_and_not_quoted(tmp_path: Path):
    with pytest.raises(UsageError, match=r"cannot read vault\.key_file .*: No such file"):
        read_key(tmp_path / "key")
    (tmp_path / "key").write_text("made-up-and-short\n")
    with pytest.raises(UsageError, match="is too short: give it 32 random bytes") as error:
        read_key(tmp_path / "key")
    assert "made-up" not in str(error.value)


def test_it_shows_no_key():
    assert repr(Seal(KEY)) == "Seal()"
