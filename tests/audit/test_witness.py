"""A witness signs what grows on from what it has seen, nothing else, and answers as the specification says."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.note import LOG, Untrusted, Verifier, parse, sign
from quarterdeck.audit.signer import Signer, signer
from quarterdeck.audit.submission import Submission
from quarterdeck.audit.tree import consistency_path, leaf_hash, root
from quarterdeck.audit.witness import Answer, Witness
from quarterdeck.errors import UsageError
from tests.audit.shards import KEY, Failing, Power

WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
DECK = signer(KEY, "deck-0")
LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]
FORKED = [*LEAVES[:5], *(leaf_hash(b"other %d" % number) for number in range(5, 40))]
SEEN = 1_772_539_200


def witness(folder: Path, files: Failing | None = None) -> Witness:
    return Witness(folder, "w.example/1", WITNESS_KEY, [DECK.verifier.vkey], files=files, clock=lambda: SEEN)


def submission(old: int, size: int, leaves: Sequence[bytes] = LEAVES, by: Signer = DECK) -> bytes:
    def hash_at(level: int, index: int) -> bytes:
        return root(leaves[index << level : (index + 1) << level])

    path = consistency_path(old, size, hash_at) if old <= size else []
    return Submission(old, tuple(path), by.checkpoint(size, root(leaves[:size]))).to_bytes()


def at(size: int) -> Answer:
    return Answer(409, b"%d\n" % size, "text/x.tlog.size")


def test_a_log_that_grows_is_signed_each_time(tmp_path: Path) -> None:
    one = witness(tmp_path)
    for old, size in ((0, 1), (1, 7), (7, 7), (7, 8), (8, 40)):
        body = submission(old, size)
        answer = one.add(body)
        assert answer.status == 200
        note = Submission.parse(body).note + answer.body
        checkpoint, by = open_checkpoint(note, [DECK.verifier.vkey, one.verifier.vkey])
        assert (checkpoint.size, by[1].time) == (size, SEEN)
        assert one.newest(DECK.origin) == note


def test_the_old_size_must_be_what_was_seen_last(tmp_path: Path) -> None:
    one = witness(tmp_path)
    assert one.add(submission(3, 7)) == at(0)
    one.add(submission(0, 7))
    for old in (0, 5, 8):
        assert one.add(submission(old, 8)) == at(7)
    assert one.add(submission(5, 5)) == at(7)


def test_a_fork_is_not_signed_and_the_proof_of_it_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one = witness(tmp_path)
    one.add(submission(0, 10))
    seen = one.newest(DECK.origin)
    assert one.add(submission(10, 20, FORKED)).status == 422
    assert one.add(submission(10, 10, FORKED)) == at(10)
    assert one.newest(DECK.origin) == seen
    assert "history may have been changed" in caplog.text
    kept = sorted((tmp_path / "refused").iterdir())
    assert len(kept) == 4
    assert submission(10, 20, FORKED) in [path.read_bytes() for path in kept]
    assert [path.read_bytes() for path in kept if path.suffix == ".seen"] == [seen, seen]
    assert one.add(submission(10, 20)).status == 200


def test_only_so_much_of_what_is_refused_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.audit.witness._MOST_KEPT", 2)
    one = witness(tmp_path)
    one.add(submission(0, 10))
    for size in (20, 21, 22):
        one.add(submission(10, size, FORKED))
    assert len(list((tmp_path / "refused").iterdir())) == 2


OTHER = Signer(DECK.origin, Ed25519PrivateKey.from_private_bytes(bytes(32)))
STRANGER = signer(Ed25519PrivateKey.from_private_bytes(bytes(32)), "deck-0")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (submission(0, 7, by=STRANGER), 404),
        (submission(0, 7, by=OTHER), 403),
        (submission(8, 7), 400),
        (b"old 0\n\nno note", 400),
        (b"old 0\n\n" + sign("a\nb\n", DECK.origin, KEY), 400),
        (b"nothing", 400),
        (submission(0, 7).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n"), 422),
    ],
)
def test_what_cannot_be_signed_is_answered_as_specified(tmp_path: Path, body: bytes, status: int) -> None:
    one = witness(tmp_path)
    assert one.add(body).status == status
    assert one.newest(DECK.origin) is None


def test_one_key_stands_for_all_shards_of_a_log(tmp_path: Path) -> None:
    one = witness(tmp_path)
    for shard in ("deck-1", "admin"):
        assert one.add(submission(0, 7, by=signer(KEY, shard))).status == 200
    assert one.newest(DECK.origin) is None
    strange = Signer("example.org/log", KEY)
    assert one.add(submission(0, 7, by=strange)).status == 404


def test_a_log_of_others_is_known_by_its_name(tmp_path: Path) -> None:
    strange = Signer("example.org/log", KEY)
    one = Witness(tmp_path, "w.example/1", WITNESS_KEY, [strange.verifier.vkey])
    assert one.add(submission(0, 7, by=strange)).status == 200


def test_only_keys_of_logs_are_taken(tmp_path: Path) -> None:
    own = witness(tmp_path).verifier.vkey
    with pytest.raises(UsageError, match="of a witness"):
        Witness(tmp_path, "w.example/1", WITNESS_KEY, [own])


def test_what_was_signed_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    witness(tmp_path).add(submission(0, 10))
    again = witness(tmp_path)
    assert again.add(submission(0, 5)) == at(10)
    assert again.add(submission(10, 20, FORKED)).status == 422


@pytest.mark.parametrize("power", [True, False])
@pytest.mark.parametrize("at_step", range(1, 5))
def test_nothing_leaves_that_is_not_on_disk(tmp_path: Path, at_step: int, power: bool) -> None:
    witness(tmp_path).add(submission(0, 10))
    with pytest.raises((Power, OSError)):
        witness(tmp_path, Failing(at_step, power=power)).add(submission(10, 20))
    again = witness(tmp_path)
    newest = again.newest(DECK.origin)
    assert newest is not None
    size = Checkpoint.parse(parse(newest).text).size
    assert size in (10, 20)
    assert again.add(submission(size, 40)).status == 200


def test_what_the_witness_remembers_cannot_be_made_up(tmp_path: Path) -> None:
    """A damaged memory is no memory: it must not sign as if it had seen nothing."""
    one = witness(tmp_path)
    one.add(submission(0, 10))
    next((tmp_path / "logs").iterdir()).write_bytes(b"")
    assert one.newest(DECK.origin) == b""
    with pytest.raises(Untrusted, match="no signatures"):
        one.add(submission(0, 5))


def test_of_two_at_once_one_is_signed(tmp_path: Path) -> None:
    one = witness(tmp_path)
    one.add(submission(0, 10))
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda size=size: answers.append(one.add(submission(10, size)).status))
        for size in range(11, 31)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 19


def test_a_key_of_another_kind_of_name_is_no_relative(tmp_path: Path) -> None:
    other = Verifier("quarterdeck/0000000000000000/deck-0", LOG, DECK.verifier.public)
    one = Witness(tmp_path, "w.example/1", WITNESS_KEY, [other.vkey])
    assert one.add(submission(0, 7)).status == 404
