"""A log shows its newest checkpoint to a witness, with the proof that it only grew, and keeps what the witness signs.

It lies beside the log's own checkpoint, in `witnessed/`, so that nobody writes where the log's writer does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, decimal
from quarterdeck.audit.cosignature import with_cosignature
from quarterdeck.audit.files import Files
from quarterdeck.audit.note import Untrusted, Verifier, parse, verify
from quarterdeck.audit.submission import Submission
from quarterdeck.audit.tile import BadTile, Tiles
from quarterdeck.audit.tree import consistency_path
from quarterdeck.errors import QuarterdeckError

# How often a checkpoint is shown to a witness that turns out to know another size than we think.
_TRIES = 3

Post = Callable[[bytes], tuple[int, bytes]]
"""Sends the body of `add-checkpoint`; the status and the body of the answer. Raises QuarterdeckError without one."""


class Forked(QuarterdeckError):
    """The log is not the one that the witness has seen: its past was changed, or its end is gone."""


class Unwitnessed(QuarterdeckError):
    """A checkpoint that was not signed, for a reason that says nothing of the log; the text says which."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a witness has seen a shard grow, and when (seconds since the epoch)."""

    size: int
    time: int


def seen(shard: Path, witness: Verifier) -> Seen | None:
    """What lies in the shard of this witness; None where that is nothing, or nothing of its."""
    try:
        note = parse(_path(shard, witness).read_bytes())
        return Seen(Checkpoint.parse(note.text).size, verify(note, [witness])[0].time or 0)
    except (OSError, Untrusted):
        return None


def show(shard: Path, witness: Verifier, post: Post, files: Files | None = None) -> Seen | None:
    """Show the newest checkpoint, and keep it with the witness's signature. None while there is none yet.

    Raises Forked, Unwitnessed, what `post` raises, and OSError.
    """
    before = seen(shard, witness)
    old = before.size if before else 0
    for _ in range(_TRIES):
        try:
            note = (shard / layout.CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None
        size = Checkpoint.parse(parse(note).text).size
        status, answer = post(_submission(shard, old, size, note))
        if status == 200:
            return _keep(shard, witness, note, answer, files or Files())
        if status == 422 or (status == 409 and _size(answer) == old):
            raise Forked(f"the first {old} records of {shard.name} are not those that {witness.name} has seen")
        if status != 409:
            raise Unwitnessed(f"the witness {witness.name} answered {status}: {_WHY.get(status, 'it cannot sign now')}")
        # It has seen more, or less, than we know of: once more from there.
        old = _size(answer)
    raise Unwitnessed(f"the witness {witness.name} was shown other checkpoints in between")


def _keep(shard: Path, witness: Verifier, note: bytes, answer: bytes, files: Files) -> Seen:
    try:
        signed, by = with_cosignature(note, answer, witness)
    except Untrusted as error:
        raise Unwitnessed(f"the witness {witness.name} gave no signature that holds: {error}") from None
    files.put(_path(shard, witness), signed)
    return Seen(Checkpoint.parse(parse(note).text).size, by.time or 0)


_WHY = {
    403: "the key that it has for this log is another one",
    404: "it does not know this log; start it with the log's public key (--log)",
}


def _submission(shard: Path, old: int, size: int, note: bytes) -> bytes:
    if old > size:
        what = (
            f"{old} records of {shard.name} have been witnessed, and {size} are there: its end is gone, or rolled back"
        )
        raise Forked(what)
    tiles = Tiles(size, partial(layout.read_tile, shard))
    try:
        path = consistency_path(old, size, tiles.hash_at)
    except BadTile as error:
        raise Unwitnessed(f"the proof for {shard.name} cannot be made: {error}") from None
    return Submission(old, tuple(path), note).to_bytes()


def _size(answer: bytes) -> int:
    try:
        return decimal(answer.decode("ascii").removesuffix("\n"), "the size that the witness knows")
    except (UnicodeDecodeError, Untrusted):
        raise Unwitnessed("the witness answered 409 without the size that it knows") from None


def _path(shard: Path, witness: Verifier) -> Path:
    return shard / layout.WITNESSED / witness.key_id.hex()
