"""What a shard holds when it is opened: the tree is made anew from its end, and must be the one that was signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.growth import Growth
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted, Verifier, parse, verify
from quarterdeck.audit.tile import HEIGHT, WIDTH, Tile, tile_root
from quarterdeck.audit.tree import EMPTY, leaf_hash
from quarterdeck.errors import QuarterdeckError

_ADVICE = "move the folder away to begin a new log, and keep it: what is left of it can still be verified"


class Damaged(QuarterdeckError):
    """A shard that does not hold what it has signed; the text says where."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """`signed` is the size of the checkpoint. The last segment begins with record `first` and has `bytes` in it."""

    growth: Growth
    signed: int
    first: int
    bytes: int


def recovered(shard: Path, verifier: Verifier) -> Recovered:
    """Read the end of a shard. A last line without its line feed was never acknowledged. Raises Damaged and OSError."""
    checkpoint = _checkpoint(shard, verifier)
    found = layout.segments(shard)
    if not found:
        if checkpoint.size:
            raise Damaged(f"{shard}: {checkpoint.size} records were signed, and none is there; {_ADVICE}")
        return Recovered(Growth(), 0, 0, 0)
    whole = checkpoint.size // WIDTH * WIDTH
    leaves, size = _leaves(shard, found, whole)
    growth = Growth(whole, _rows(shard, whole))
    for leaf in leaves[: checkpoint.size - whole]:
        growth.append(leaf)
    if growth.size != checkpoint.size:
        raise Damaged(f"{shard}: {checkpoint.size} records were signed, and {growth.size} are there; {_ADVICE}")
    if growth.root() != checkpoint.root:
        raise Damaged(
            f"{shard}: the last records, or the hashes before them, are not those that were signed; {_ADVICE}"
        )
    for leaf in leaves[checkpoint.size - whole :]:
        growth.append(leaf)
    return Recovered(growth, checkpoint.size, found[-1].first, size)


def _checkpoint(shard: Path, verifier: Verifier) -> Checkpoint:
    path = shard / layout.CHECKPOINT
    if not path.exists():
        return Checkpoint(verifier.name, 0, EMPTY)
    try:
        note = parse(path.read_bytes())
        verify(note, [verifier])
        checkpoint = Checkpoint.parse(note.text)
    except Untrusted as error:
        raise Damaged(f"{path}: {error}; {_ADVICE}") from None
    if checkpoint.origin != verifier.name:
        raise Damaged(f"{path}: it is the checkpoint of another log, {checkpoint.origin}; {_ADVICE}")
    return checkpoint


def _leaves(shard: Path, segments: list[Segment], start: int) -> tuple[list[bytes], int]:
    """The hashes of all whole records from number `start` on, and how many bytes of the last segment they end at."""
    leaves: list[bytes] = []
    begin = next((number for number, one in reversed(list(enumerate(segments))) if one.first <= start), None)
    if begin is None:
        raise Damaged(f"{shard}: the records from {start} on are not all there; {_ADVICE}")
    number, size = segments[begin].first, 0
    for segment in segments[begin:]:
        if segment.first != number:
            raise Damaged(f"{segment.path}: it begins with record {segment.first}, and should with {number}; {_ADVICE}")
        size = 0
        for line in segment.lines():
            if not line.endswith(b"\n"):
                if segment is not segments[-1]:
                    raise Damaged(f"{segment.path}: its last record, number {number}, is cut; {_ADVICE}")
                break
            if number >= start:
                leaves.append(leaf_hash(line[:-1]))
            number += 1
            size += len(line)
    return leaves, size


def _rows(shard: Path, whole: int) -> list[bytes]:
    """What each level of tiles ends in, for a tree of `whole` full tiles of leaves: made of the full tiles below it."""
    rows = [b""]
    level = 0
    while (count := whole >> (HEIGHT * (level + 1))) > 0:
        below = range(count // WIDTH * WIDTH, count)
        rows.append(b"".join(_root(shard, Tile(level, index)) for index in below))
        level += 1
    return rows


def _root(shard: Path, tile: Tile) -> bytes:
    path = shard / tile.path
    try:
        return tile_root(path.read_bytes())
    except FileNotFoundError:
        raise Damaged(f"{path}: this tile of hashes is missing; {_ADVICE}") from None
    except ValueError as error:
        raise Damaged(f"{path}: {error}; {_ADVICE}") from None
