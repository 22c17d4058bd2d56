"""`quarterdeck audit prove` and `verify-proof`: from one machine to another with two files and a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterdeck.audit.witnessing import show
from tests.audit.shards import line, lines, named, opened
from tests.audit.witnesses import made
from tests.cli.conftest import Answer


@pytest.fixture
def shard(here: Path) -> Path:
    one = opened(here / "var" / "audit" / "deck-0")
    one.append(lines(0, 300))
    one.close()
    return here / "var" / "audit" / "deck-0"


def test_a_record_is_proven_to_somebody_else(quarterdeck: Callable[..., Answer], shard: Path, here: Path) -> None:
    assert quarterdeck("audit", "prove", "257", "-o", str(here / "p")).code == 0
    assert (here / "p.record").read_bytes() == line(257)[:-1]
    key = named(shard).verifier.vkey
    checked = quarterdeck("audit", "verify-proof", str(here / "p"), str(here / "p.record"), "--key", key)
    assert checked.code == 0
    assert f"it is record 257 of 300 that {named(shard).origin} has signed" in checked.out
    told = json.loads(
        quarterdeck("audit", "verify-proof", str(here / "p"), str(here / "p.record"), "--key", key, "--json").out
    )
    assert told == {"ok": True, "index": 257, "origin": named(shard).origin, "size": 300}


def test_another_record_is_not_believed(quarterdeck: Callable[..., Answer], shard: Path, here: Path) -> None:
    quarterdeck("audit", "prove", "257", "-o", str(here / "p"))
    (here / "other").write_bytes(line(256))
    key = str(shard / "log.pub")
    answer = quarterdeck("audit", "verify-proof", str(here / "p"), str(here / "other"), "--key", key)
    assert (answer.code, "NOT OK" in answer.out) == (1, True)
    told = json.loads(
        quarterdeck("audit", "verify-proof", str(here / "p"), str(here / "other"), "--key", key, "--json").out
    )
    assert told["ok"] is False


def test_all_that_is_needed_is_in_the_json(quarterdeck: Callable[..., Answer], shard: Path, here: Path) -> None:
    told = json.loads(quarterdeck("audit", "prove", "3", "--json").out)
    (here / "p").write_text(told["proof"])
    (here / "r").write_text(told["record"])
    assert quarterdeck("audit", "verify-proof", str(here / "p"), str(here / "r"), "--key", told["key"]).code == 0
    assert quarterdeck("audit", "prove", "3").out == told["proof"]


@pytest.mark.parametrize(("arguments", "says"), [(["300"], "there is no proof of 300"), (["1", "--log", "x"], "'x'")])
def test_what_is_not_there_is_said(
    quarterdeck: Callable[..., Answer], shard: Path, arguments: list[str], says: str
) -> None:
    answer = quarterdeck("audit", "prove", *arguments)
    assert (answer.code, says in answer.err) == (2, True)


def test_a_proof_may_hold_what_a_witness_signed(quarterdeck: Callable[..., Answer], shard: Path, here: Path) -> None:
    witness = made(here / "w", [named(shard).verifier.vkey])

    def post(body: bytes) -> tuple[int, bytes]:
        answer = witness.add(body)
        return answer.status, answer.body

    show(shard, witness.verifier, post)
    key, theirs = named(shard).verifier.vkey, witness.verifier.vkey
    assert quarterdeck("audit", "prove", "7", "--witness", theirs, "-o", "proof").code == 0
    assert quarterdeck("audit", "verify-proof", "proof", "proof.record", "--key", key, "--key", theirs).code == 0
    assert quarterdeck("audit", "prove", "7", "-o", "plain").code == 0
    answer = quarterdeck("audit", "verify-proof", "plain", "plain.record", "--key", key, "--key", theirs)
    assert (answer.code, "0 of the given witnesses" in answer.out) == (1, True)
