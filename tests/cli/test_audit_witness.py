"""`quarterdeck audit witness`: a process of its own, which remembers across a kill, and is alone with its memory."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from quarterdeck.audit.note import WITNESS, Verifier
from quarterdeck.audit.signer import signer
from quarterdeck.audit.submission import Submission
from tests.audit.shards import KEY
from tests.audit.witnesses import Running

DECK = signer(KEY, "deck-0")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    one = Running(tmp_path / "witness", DECK.verifier.vkey, "--name", "witness.example/1")
    yield one
    if one.process.poll() is None:
        one.kill()


def body(old: int, size: int, root: bytes) -> bytes:
    return Submission(old, (), DECK.checkpoint(size, root)).to_bytes()


def test_it_says_its_key_and_remembers_across_a_kill(running: Running, tmp_path: Path) -> None:
    verifier = Verifier.from_vkey(running.key)
    assert (verifier.name, verifier.kind) == ("witness.example/1", WITNESS)
    assert (tmp_path / "witness" / "witness.pub").read_text() == f"{running.key}\n"
    assert (tmp_path / "witness" / "witness.key").stat().st_mode & 0o777 == 0o600
    assert running.post(body(0, 42, bytes(32)))[0] == 200
    running.kill()
    again = Running(tmp_path / "witness", DECK.verifier.vkey)
    try:
        assert again.key == running.key
        assert again.post(body(0, 7, bytes(32))) == (409, b"42\n")
        assert again.post(body(42, 42, b"x" * 32)) == (409, b"42\n")
        assert again.post(body(42, 42, bytes(32)))[0] == 200
    finally:
        again.kill(signal.SIGINT)


def test_it_is_alone_with_its_memory(running: Running, tmp_path: Path, quarterdeck) -> None:
    given = ("--state", str(tmp_path / "witness"), "--log", DECK.verifier.vkey, "--listen", "127.0.0.1:0")
    answer = quarterdeck("audit", "witness", *given)
    assert (answer.code, "another witness runs" in answer.err) == (2, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("--log", "nothing"), "neither a public key"),
        (("--log", Verifier("w", WITNESS, DECK.verifier.public).vkey), "the key of a witness"),
        (("--listen", "nowhere"), "not HOST:PORT"),
        (("--listen", "192.0.2.1:1"), "cannot be a witness on 192.0.2.1:1"),
        (("--cert", "/etc/hostname"), "no certificate"),
        (("--name", "a name"), "cannot be the name"),
    ],
)
def test_what_is_wrong_is_said(quarterdeck, here, change, why) -> None:
    given = {"--state": "w", "--log": DECK.verifier.vkey, "--listen": "127.0.0.1:0", change[0]: change[1]}
    answer = quarterdeck("audit", "witness", *[word for pair in given.items() for word in pair])
    assert answer.code == 2
    assert why in answer.err


def test_a_new_name_needs_a_new_folder(quarterdeck, here) -> None:
    (here / "w").mkdir()
    (here / "w" / "witness.pub").write_text(Verifier("old", WITNESS, DECK.verifier.public).vkey)
    answer = quarterdeck("audit", "witness", "--state", "w", "--log", DECK.verifier.vkey, "--name", "new")
    assert (answer.code, "needs a new folder" in answer.err) == (2, True)
