"""A log that grows is signed for; one whose past was changed, or whose end is gone, is told by its witness."""

from __future__ import annotations

import shutil
from pathlib import Path

import aics_tlog
import pytest
from aics_tlog.checkpoint import WitnessPolicy, verify_checkpoint

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import open_checkpoint
from quarterdeck.audit.note import Verifier
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.submission import Submission
from quarterdeck.audit.witness import Witness
from quarterdeck.audit.witnessing import Forked, Seen, Unwitnessed, seen, show
from tests.audit.shards import Failing, line, lines, named, opened
from tests.audit.witnesses import made


@pytest.fixture
def shard(tmp_path: Path) -> Shard:
    """Open, with 300 records that are signed."""
    one = opened(tmp_path / "deck-0")
    one.append(lines(0, 300))
    one.sign()
    return one


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return made(tmp_path / "w", [named(tmp_path / "deck-0").verifier.vkey])


class Line:
    """The way to a witness; `sent` is what went over it."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness
        self.sent: list[Submission] = []

    def __call__(self, body: bytes) -> tuple[int, bytes]:
        self.sent.append(Submission.parse(body))
        answer = self.witness.add(body)
        return answer.status, answer.body


def kept(shard: Path, witness: Verifier) -> Path:
    return shard / layout.WITNESSED / witness.key_id.hex()


def test_a_log_is_shown_as_it_grows(shard: Shard, witness: Witness) -> None:
    line_to = Line(witness)
    first = show(shard.folder, witness.verifier, line_to)
    assert first is not None
    assert first.size == 300
    shard.append(lines(300, 400))
    shard.sign()
    for _ in range(2):
        told = show(shard.folder, witness.verifier, line_to)
        assert told == seen(shard.folder, witness.verifier)
        assert told is not None
        assert told.size == 700
    assert [one.old for one in line_to.sent] == [0, 300, 700]
    note = kept(shard.folder, witness.verifier).read_bytes()
    assert layout.witnessed_checkpoints(shard.folder) == [kept(shard.folder, witness.verifier)]
    checkpoint, by = open_checkpoint(note, [named(shard.folder).verifier.vkey, witness.verifier.vkey])
    assert (checkpoint.size, len(by)) == (700, 2)
    assert note == witness.newest(checkpoint.origin)


def test_a_log_without_a_checkpoint_is_not_shown(tmp_path: Path, witness: Witness) -> None:
    assert show(tmp_path, witness.verifier, Line(witness)) is None


def test_a_witness_that_knows_more_than_we_do_is_asked_from_there(shard: Shard, witness: Witness) -> None:
    line_to = Line(witness)
    show(shard.folder, witness.verifier, line_to)
    shutil.rmtree(shard.folder / layout.WITNESSED)
    assert seen(shard.folder, witness.verifier) is None
    told = show(shard.folder, witness.verifier, line_to)
    assert isinstance(told, Seen)
    assert [one.old for one in line_to.sent] == [0, 0, 300]


def test_a_witness_that_was_begun_anew_is_shown_all(shard: Shard, witness: Witness, tmp_path: Path) -> None:
    show(shard.folder, witness.verifier, Line(witness))
    again = Line(made(tmp_path / "again", [named(shard.folder).verifier.vkey]))
    told = show(shard.folder, witness.verifier, again)
    assert told is not None
    assert [one.old for one in again.sent] == [300, 0]


def test_a_checkpoint_that_comes_meanwhile_is_no_fork(shard: Shard, witness: Witness) -> None:
    """Two processes show one log for a moment, as when one is replaced."""
    other = Line(witness)
    shown = False

    def slow(body: bytes) -> tuple[int, bytes]:
        nonlocal shown
        if not shown:
            shown = True
            shard.append(lines(300, 50))
            shard.sign()
            show(shard.folder, witness.verifier, other)
        answer = witness.add(body)
        return answer.status, answer.body

    told = show(shard.folder, witness.verifier, slow)
    assert told is not None
    assert told.size == 350


def rewritten(folder: Path, first: bytes, count: int) -> None:
    """Another log of the same key in its place."""
    shutil.rmtree(folder / "records")
    shutil.rmtree(folder / "tile")
    (folder / layout.CHECKPOINT).unlink()
    forged = opened(folder)
    forged.append([first, *lines(1, count - 1)])
    forged.close()


@pytest.mark.parametrize("count", [300, 400])
@pytest.mark.parametrize("forgotten", [True, False])
def test_a_past_that_was_changed_is_told(shard: Shard, witness: Witness, count: int, forgotten: bool) -> None:
    show(shard.folder, witness.verifier, Line(witness))
    rewritten(shard.folder, line(77), count)
    if forgotten:
        shutil.rmtree(shard.folder / layout.WITNESSED)
    with pytest.raises(Forked, match="the first 300 records of deck-0 are not those"):
        show(shard.folder, witness.verifier, Line(witness))


@pytest.mark.parametrize("forgotten", [True, False])
def test_an_end_that_is_gone_is_told(shard: Shard, witness: Witness, forgotten: bool) -> None:
    show(shard.folder, witness.verifier, Line(witness))
    rewritten(shard.folder, line(0), 200)
    if forgotten:
        shutil.rmtree(shard.folder / layout.WITNESSED)
    with pytest.raises(Forked, match="300 records of deck-0 have been witnessed, and 200 are there"):
        show(shard.folder, witness.verifier, Line(witness))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((404, b""), "does not know this log"),
        ((403, b""), "another one"),
        ((500, b""), "cannot sign now"),
        ((409, b"many\n"), "without the size"),
        ((200, b""), "no signature"),
        ((200, b"nonsense\n"), "no signature that holds"),
    ],
)
def test_an_answer_without_a_signature_keeps_what_was_there(
    shard: Shard, witness: Witness, answer: tuple[int, bytes], why: str
) -> None:
    show(shard.folder, witness.verifier, Line(witness))
    before = kept(shard.folder, witness.verifier).read_bytes()
    with pytest.raises(Unwitnessed, match=why):
        show(shard.folder, witness.verifier, lambda _: answer)
    assert kept(shard.folder, witness.verifier).read_bytes() == before


def test_a_witness_that_changes_its_mind_is_not_asked_for_ever(shard: Shard, witness: Witness) -> None:
    sizes = iter(range(1, 100))
    with pytest.raises(Unwitnessed, match="in between"):
        show(shard.folder, witness.verifier, lambda _: (409, b"%d\n" % next(sizes)))
    assert next(sizes) == 4


def test_the_signature_of_another_witness_is_not_taken(shard: Shard, witness: Witness, tmp_path: Path) -> None:
    other = made(tmp_path / "other", [named(shard.folder).verifier.vkey], 2)
    with pytest.raises(Unwitnessed, match="no signature of"):
        show(shard.folder, witness.verifier, Line(other))


def test_a_proof_that_cannot_be_made_is_no_fork(shard: Shard, witness: Witness) -> None:
    show(shard.folder, witness.verifier, Line(witness))
    shard.append(lines(300, 400))
    shard.sign()
    (shard.folder / "tile" / "0" / "001").unlink()
    with pytest.raises(Unwitnessed, match="cannot be made"):
        show(shard.folder, witness.verifier, Line(witness))


def test_a_disk_that_is_full_is_the_caller_s(shard: Shard, witness: Witness) -> None:
    with pytest.raises(OSError, match="No space"):
        show(shard.folder, witness.verifier, Line(witness), Failing(1))
    assert seen(shard.folder, witness.verifier) is None


def test_another_implementation_takes_what_lies_in_the_shard(shard: Shard, witness: Witness) -> None:
    told = show(shard.folder, witness.verifier, Line(witness))
    assert told is not None
    note = aics_tlog.parse_note(kept(shard.folder, witness.verifier).read_bytes())
    log = aics_tlog.parse_vkey(named(shard.folder).verifier.vkey)
    policy = WitnessPolicy(1, (aics_tlog.parse_vkey(witness.verifier.vkey),), max_age_seconds=60)
    found = verify_checkpoint(note, log, policy=policy, expected_origin=named(shard.folder).origin, now=told.time)
    assert (found.ok, found.error) == (True, None)
    later = verify_checkpoint(note, log, policy=policy, now=told.time + 61)
    assert not later.ok
