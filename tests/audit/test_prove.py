"""A record and its proof convince whoever has the public key; what is not signed, or not kept, is not proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.proof import verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.errors import UsageError
from tests.audit.shards import line, lines, named, opened


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    one = opened(tmp_path / "deck-0", segment=6000)
    for first in range(0, 700, 50):
        one.append(lines(first, 50))
    one.close()
    return tmp_path / "deck-0"


@pytest.mark.parametrize("index", [0, 1, 255, 256, 511, 698, 699])
def test_every_record_can_be_proven(shard: Path, index: int) -> None:
    record, proof = prove(shard, index)
    assert record == line(index)[:-1]
    key = named(shard).verifier.vkey
    assert verify_proof(record, proof.to_bytes(), [key]).size == 700
    with pytest.raises(Untrusted):
        verify_proof(record + b" ", proof.to_bytes(), [key])


@pytest.mark.parametrize(("index", "says"), [(700, "has signed records 0 to 699"), (3, "is not kept any more")])
def test_what_is_not_there_is_not_proven(shard: Path, index: int, says: str) -> None:
    layout.segments(shard)[0].path.unlink()
    with pytest.raises(UsageError, match=says):
        prove(shard, index)


def test_a_record_that_was_changed_is_not_proven(shard: Path) -> None:
    path = layout.segments(shard)[0].path
    path.write_bytes(path.read_bytes().replace(b"what", b"whet", 1))
    with pytest.raises(UsageError, match="is not the one that was signed"):
        prove(shard, 0)


def test_without_a_checkpoint_nothing_is_proven(shard: Path) -> None:
    (shard / layout.CHECKPOINT).unlink()
    with pytest.raises(UsageError, match="has no checkpoint"):
        prove(shard, 0)
