"""How far witnesses have seen a shard grow, by what of theirs lies in it. Reads, and imports nothing that writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.note import WITNESS, Note, Untrusted, Verifier, parse, verify


@dataclass(frozen=True, slots=True)
class Witnessed:
    """As many witnesses as were asked for, `by` name, have seen at least `size` records, all of them by `time` (seconds
    since the epoch).
    """

    size: int
    time: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What one witness has signed: a checkpoint, when it saw it."""

    by: Verifier
    checkpoint: Checkpoint
    time: int


def words(shard: Path, vkeys: Sequence[str], witnesses: Sequence[Verifier]) -> list[Word]:
    """What these witnesses have signed of a shard, of all that lies in it; `vkeys` are those of the log.

    A note that does not hold is left out: `verify_shard` tells of it.
    """
    found = []
    known = [*vkeys, *(one.vkey for one in witnesses)]
    for path in layout.witnessed_checkpoints(shard) if witnesses else ():
        try:
            checkpoint, signed = open_checkpoint(path.read_bytes(), known, witnesses=0)
        except (OSError, Untrusted):
            continue
        found += [Word(one.by, checkpoint, one.time or 0) for one in signed if one.by.kind == WITNESS]
    return found


def reached(said: Sequence[Word], threshold: int) -> Witnessed:
    """The largest size that so many witnesses have seen, if the records are those; one key is one witness, whatever it
    is called. Raises Untrusted when fewer have seen anything.
    """
    furthest: dict[bytes, Word] = {}
    for word in sorted(said, key=lambda one: (one.checkpoint.size, one.time)):
        furthest[word.by.public] = word
    if len(furthest) < threshold:
        raise Untrusted(f"{len(furthest)} of the given witnesses have signed a checkpoint here; {threshold} must have")
    counted = sorted(furthest.values(), key=lambda one: (-one.checkpoint.size, -one.time))[:threshold]
    names = tuple(one.by.name for one in counted)
    return Witnessed(counted[-1].checkpoint.size, max(one.time for one in counted), names)


def cosigned_note(shard: Path, witnesses: Sequence[Verifier]) -> bytes:
    """The newest checkpoint in a shard that all of these witnesses have signed, with their lines under it.

    Raises Untrusted where there is none.
    """
    found: dict[bytes, tuple[int, dict[Verifier, bytes]]] = {}
    for path in layout.witnessed_checkpoints(shard):
        # What was kept is the log's own note, and one line more.
        note, line = _parted(path.read_bytes())
        parsed = parse(note + line)
        by = _signer(parsed, witnesses)
        if by is not None:
            found.setdefault(note, (Checkpoint.parse(parsed.text).size, {}))[1][by] = line
    whole = {note: (size, lines) for note, (size, lines) in found.items() if len(lines) == len({*witnesses})}
    if not whole:
        raise Untrusted(f"no checkpoint in {shard} is signed by all of these witnesses; wait a minute, or try fewer")
    newest = max(whole, key=lambda note: whole[note][0])
    return newest + b"".join(whole[newest][1].values())


def _signer(note: Note, witnesses: Sequence[Verifier]) -> Verifier | None:
    try:
        return verify(note, witnesses)[0].by
    except Untrusted:
        return None


def _parted(note: bytes) -> tuple[bytes, bytes]:
    """A note without its last line, and that line."""
    cut = note.rstrip(b"\n").rfind(b"\n") + 1
    return note[:cut], note[cut:]
