"""Where a shard keeps what: one folder a worker, `deck-0`, with records, tiles of hashes and what was signed. What
commands do to a log stands in a shard of its own, `admin`.

A segment of records is named by the number of its first one, so that the names alone say which records it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKPOINT = "checkpoint"
PUBLIC_KEY = "log.pub"
RECORDS = "records"
CHECKPOINTS = "checkpoints"
WITNESSED = "witnessed"
# The shard of what commands do, and the retention: every other one is a worker's.
ADMIN = "admin"
_SEGMENT = re.compile(r"[0-9]{20}\.jsonl")
_SHARD = re.compile(rf"deck-[0-9]+|{ADMIN}")
_KEPT = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Records from number `first` on, in a file."""

    first: int
    path: Path

    def lines(self) -> Iterator[bytes]:
        """Its records with their line feeds; the last one may have none. Raises OSError."""
        with self.path.open("rb", buffering=_AT_ONCE) as file:
            yield from file


def segment_path(shard: Path, first: int) -> Path:
    """The segment that begins with this record."""
    return shard / RECORDS / f"{first:020d}.jsonl"


def segments(shard: Path) -> list[Segment]:
    """All segments, in the order of their records."""
    folder = shard / RECORDS
    found = [path for path in folder.iterdir() if _SEGMENT.fullmatch(path.name)] if folder.is_dir() else []
    return sorted((Segment(int(path.stem), path) for path in found), key=lambda one: one.first)


def read_tile(shard: Path, path: str) -> bytes | None:
    """A tile by its path in the shard, for `tile.Tiles`; None where it cannot be read."""
    try:
        return (shard / path).read_bytes()
    except OSError:
        return None


def kept_checkpoints(shard: Path) -> list[Path]:
    """The checkpoints that were kept when a segment ended, by their sizes."""
    folder = shard / CHECKPOINTS
    found = [path for path in folder.iterdir() if _KEPT.fullmatch(path.name)] if folder.is_dir() else []
    return sorted(found, key=lambda path: int(path.name))


def witnessed_checkpoints(shard: Path) -> list[Path]:
    """The newest checkpoint that each witness has signed, each in a file that is named by the id of its key."""
    folder = shard / WITNESSED
    return sorted(path for path in folder.iterdir() if _KEY_ID.fullmatch(path.name)) if folder.is_dir() else []


def shards(folder: Path) -> list[Path]:
    """The shards of a log: those of workers by their numbers, then that of commands. A shard's own folder is that one
    shard.
    """
    if (folder / RECORDS).is_dir():
        return [folder]
    found = [path for path in folder.iterdir() if _SHARD.fullmatch(path.name)] if folder.is_dir() else []
    return sorted(found, key=lambda path: (path.name == ADMIN, len(path.name), path.name))
