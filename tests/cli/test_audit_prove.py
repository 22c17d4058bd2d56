"""`quarterdeck audit prove` and `verify-proof`: from one machine to another with two files and a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.shards import line, lines, named, opened
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
