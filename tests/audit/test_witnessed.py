"""How far witnesses have seen a log is what their keys say, one key one witness, and never more than was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.audit.note import Untrusted, Verifier
from quarterdeck.audit.proof import verify_proof
from quarterdeck.audit.prove import prove
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.witness import Witness
from quarterdeck.audit.witnessed import Witnessed, Word, cosigned_note, reached, words
from quarterdeck.audit.witnessing import show
from tests.audit.shards import lines, named, opened
from tests.audit.witnesses import made


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    one = opened(tmp_path / "deck-0")
    one.append(lines(0, 30))
    one.sign()
    return one


def shown(shard: Shard, witness: Witness) -> None:
    def post(body: bytes) -> tuple[int, bytes]:
        answer = witness.add(body)
        return answer.status, answer.body

    show(shard.folder, witness.verifier, post)


def grown(shard: Shard) -> None:
    shard.append(lines(shard.size, 30))
    shard.sign()


@pytest.fixture
def said(shard: Shard, tmp_path: Path) -> list[Word]:
    """The first witness has seen 30 records, the second 60, the third 90; the fourth is the second by another name."""
    key = named(shard.folder).verifier.vkey
    for number in (1, 2, 3):
        shown(shard, made(tmp_path / f"w{number}", [key], number))
        grown(shard)
    witnesses = [made(tmp_path / f"w{number}", [key], number).verifier for number in (1, 2, 3)]
    return words(shard.folder, [key], witnesses)


@pytest.mark.parametrize(("threshold", "size", "by"), [(1, 90, "3"), (2, 60, "32"), (3, 30, "321")])
def test_so_many_have_seen_at_least_so_much(said: list[Word], threshold: int, size: int, by: str) -> None:
    found = reached(said, threshold)
    assert (found.size, found.by) == (size, tuple(f"witness.example/{one}" for one in by))
    assert found.time == max(one.time for one in said if one.by.name[-1] in by)


def test_fewer_than_were_asked_for_are_not_enough(said: list[Word]) -> None:
    with pytest.raises(Untrusted, match="3 of the given witnesses"):
        reached(said, 4)
    with pytest.raises(Untrusted, match="0 of the given witnesses"):
        reached([], 1)


def test_one_key_is_one_witness(said: list[Word]) -> None:
    again = Verifier("witness.example/again", said[0].by.kind, said[0].by.public)
    with pytest.raises(Untrusted, match="1 of the given witnesses"):
        reached([said[0], Word(again, said[0].checkpoint, 1)], 2)


def test_the_newest_of_one_witness_counts(said: list[Word]) -> None:
    first, _, furthest = sorted(said, key=lambda one: one.checkpoint.size)
    last = Word(first.by, furthest.checkpoint, 5)
    assert reached([last, first], 1) == Witnessed(90, 5, (first.by.name,))


def test_only_witnesses_that_are_trusted_count(shard: Shard, tmp_path: Path) -> None:
    key = named(shard.folder).verifier.vkey
    shown(shard, made(tmp_path / "w1", [key], 1))
    other = made(tmp_path / "w2", [key], 2).verifier
    assert words(shard.folder, [key], [other]) == []
    assert words(shard.folder, [key], []) == []


def test_a_note_that_does_not_hold_counts_for_nothing(shard: Shard, tmp_path: Path) -> None:
    key = named(shard.folder).verifier.vkey
    witness = made(tmp_path / "w1", [key], 1)
    shown(shard, witness)
    path = shard.folder / "witnessed" / witness.verifier.key_id.hex()
    assert len(words(shard.folder, [key], [witness.verifier])) == 1
    path.write_bytes(path.read_bytes().replace(b"\n30\n", b"\n31\n"))
    assert words(shard.folder, [key], [witness.verifier]) == []


def test_a_proof_can_hold_what_witnesses_signed(shard: Shard, tmp_path: Path) -> None:
    key = named(shard.folder).verifier.vkey
    both = [made(tmp_path / f"w{number}", [key], number) for number in (1, 2)]
    for one in both:
        shown(shard, one)
    grown(shard)
    keys = [one.verifier for one in both]
    line, proof = prove(shard.folder, 7, cosigned_note(shard.folder, keys))
    assert line + b"\n" == lines(7, 1)[0]
    checkpoint = verify_proof(line, proof.to_bytes(), [key, *(one.vkey for one in keys)])
    assert checkpoint.size == 30
    third = made(tmp_path / "w3", [key], 3).verifier
    with pytest.raises(Untrusted):
        verify_proof(line, proof.to_bytes(), [key, third.vkey])
    with pytest.raises(Untrusted, match="signed by all of these"):
        cosigned_note(shard.folder, [*keys, third])


def test_witnesses_that_have_seen_different_sizes_have_signed_nothing_together(shard: Shard, tmp_path: Path) -> None:
    key = named(shard.folder).verifier.vkey
    first, second = (made(tmp_path / f"w{number}", [key], number) for number in (1, 2))
    shown(shard, first)
    grown(shard)
    shown(shard, second)
    with pytest.raises(Untrusted, match="signed by all of these"):
        cosigned_note(shard.folder, [first.verifier, second.verifier])
    assert b"\n60\n" in cosigned_note(shard.folder, [second.verifier])
    assert b"\n30\n" in cosigned_note(shard.folder, [first.verifier])
