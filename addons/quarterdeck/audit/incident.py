"""The records of an incident in a log, with their places in it. Only reads."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from quarterdeck.audit import layout

_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Placed:
    """Record `index` of a shard."""

    shard: Path
    index: int
    record: dict[str, Any]


def segments_of(log: Path) -> list[tuple[Path, layout.Segment]]:
    """All segments of all shards of workers, each with its shard; the newest first."""
    shards = [shard for shard in layout.shards(log) if shard.name != layout.ADMIN]
    return [(shard, segment) for shard in shards for segment in reversed(layout.segments(shard))]


def placed(shard: Path, segment: layout.Segment, incident: str) -> Iterator[Placed]:
    """The records of an incident in one segment, in order. Raises OSError."""
    needle = b'"incident":' + orjson.dumps(incident)
    with segment.path.open("rb") as file:
        if not segment.path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            index, counted = segment.first, 0
            at = data.find(needle)
            while at >= 0:
                start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
                if end < 0:
                    # Half a record was never acknowledged.
                    return
                while counted < start:
                    piece = data[counted : min(start, counted + _AT_ONCE)]
                    index, counted = index + piece.count(b"\n"), counted + len(piece)
                record = orjson.loads(data[start:end])
                # A path may hold what looks like the number of another one.
                if record.get("incident") == incident:
                    yield Placed(shard, index, record)
                at = data.find(needle, end)
