"""A record and the proof that it is in the log: from the tiles on disk, for somebody who has neither. Only reads."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.note import parse
from quarterdeck.audit.proof import Proof
from quarterdeck.audit.tile import Tiles
from quarterdeck.audit.tree import inclusion_path, leaf_hash
from quarterdeck.errors import UsageError


def prove(shard: Path, index: int, note: bytes | None = None) -> tuple[bytes, Proof]:
    """The bytes of record `index` and its proof, against a checkpoint that was signed, else the newest.

    Raises UsageError where there is none, or none of that record, and BadTile.
    """
    checkpoint = _newest(shard) if note is None else note
    size = Checkpoint.parse(parse(checkpoint).text).size
    if not 0 <= index < size:
        raise UsageError(f"{shard} has signed records 0 to {size - 1}; there is no proof of {index}")
    record = _record(shard, index)
    tiles = Tiles(size, partial(layout.read_tile, shard))
    if tiles.hash_at(0, index) != leaf_hash(record):
        raise UsageError(f"record {index} of {shard} is not the one that was signed; see `quarterdeck audit verify`")
    return record, Proof(index, tuple(inclusion_path(index, size, tiles.hash_at)), checkpoint)


def _newest(shard: Path) -> bytes:
    try:
        return (shard / layout.CHECKPOINT).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{shard} has no checkpoint, so nothing in it can be proven yet") from None


def _record(shard: Path, index: int) -> bytes:
    segment = next((one for one in reversed(layout.segments(shard)) if one.first <= index), None)
    line = next(islice(segment.lines(), index - segment.first, None), None) if segment else None
    if line is None:
        raise UsageError(f"record {index} of {shard} is not kept any more; only its hash is")
    return line.removesuffix(b"\n")
