"""One key a state folder, secret, and the same for every worker however they start."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.audit.key import (
    fingerprint_key,
    grant_key,
    known_fingerprint_key,
    people_key,
    pseudonym_key,
    redaction_key,
    reveal_key,
)
from quarterdeck.errors import UsageError


def test_a_key_is_made_once_and_kept_secret(tmp_path: Path):
    key = pseudonym_key(tmp_path / "state")
    assert len(key) == 32
    assert pseudonym_key(tmp_path / "state") == key
    (file,) = (tmp_path / "state").iterdir()
    assert file.name == "pseudonym.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_each_folder_has_a_key_of_its_own(tmp_path: Path):
    assert pseudonym_key(tmp_path / "one") != pseudonym_key(tmp_path / "other")


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_told_and_never_replaced(tmp_path: Path, content: bytes):
    (tmp_path / "pseudonym.key").write_bytes(content)
    with pytest.raises(UsageError, match="32 bytes"):
        pseudonym_key(tmp_path)
    assert (tmp_path / "pseudonym.key").read_bytes() == content


def test_workers_that_start_at_once_agree_on_one_key(tmp_path: Path):
    """None of them may see a key half written by another."""
    code = "import sys, pathlib; from quarterdeck.audit.key import pseudonym_key, redaction_key as k; input();"
    code += "[print(k(pathlib.Path(sys.argv[1], str(n))).hex()) for n in range(200)]"
    command = [sys.executable, "-c", code, str(tmp_path)]
    workers = [subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) for _ in range(4)]
    for worker in workers:
        os.write(worker.stdin.fileno(), b"\n")
    said = [worker.communicate() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0], b"".join(err for _, err in said).decode()
    assert len({out for out, _ in said}) == 1


def test_what_stands_in_requests_is_made_with_another_key(tmp_path: Path) -> None:
    key = redaction_key(tmp_path)
    assert len(key) == 32
    assert key != pseudonym_key(tmp_path)
    assert redaction_key(tmp_path) == key


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    purposes = (pseudonym_key, redaction_key, grant_key, people_key, reveal_key)
    assert len({purpose(tmp_path) for purpose in purposes}) == len(purposes)
    assert {len(purpose(tmp_path)) for purpose in purposes} == {32}


def test_fingerprints_have_a_key_of_their_own_which_is_not_made_to_look_at_rules(tmp_path: Path):
    assert known_fingerprint_key(tmp_path) == b""
    assert list(tmp_path.iterdir()) == []
    key = fingerprint_key(tmp_path)
    assert known_fingerprint_key(tmp_path) == key
    assert key not in (pseudonym_key(tmp_path), redaction_key(tmp_path), grant_key(tmp_path), people_key(tmp_path))
    (tmp_path / "pseudonym.key").write_bytes(b"short")
    assert known_fingerprint_key(tmp_path) == b""
