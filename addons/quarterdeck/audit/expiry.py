"""Which segments are old enough to be removed, and why any other stays. Only reads.

A segment may go when it is closed, each of its records is past the limit, held by nobody and shipped, and its hashes
are kept: each is compared with the record once more, so that nothing is removed that was not as it was signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

import orjson

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint
from quarterdeck.audit.hold import Hold
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted, parse
from quarterdeck.audit.removal import first_not_in
from quarterdeck.audit.tile import WIDTH, BadTile, Tiles
from quarterdeck.audit.tree import leaf_hash
from quarterdeck.errors import QuarterdeckError

Shipped = Callable[[str], int | None]
"""Up to before which record of a shard ("deck-0") all sinks have come; None when there are no sinks."""

_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Terms:
    """Records before `oldest` are past the limit. `removed` says what is on record as removed of each shard."""

    oldest: datetime
    holds: Sequence[Hold] = ()
    shipped: Shipped = lambda _: None
    removed: Mapping[str, Sequence[range]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a segment: `stays` says why it must, "" when it may go. `newest` is known where all was read.
    `records` are those up to the next segment that is there; of one that may go, exactly its own.
    """

    shard: str
    segment: Segment
    records: range
    stays: str
    newest: datetime | None = None


class _Unfit(QuarterdeckError):
    """A segment that is not what was signed, which only `audit verify` should say more about."""


def fates(log: Path, terms: Terms) -> Iterator[Fate]:
    """The fate of each segment of the workers' shards, in order. Raises OSError."""
    for shard in layout.shards(log):
        if shard.name == layout.ADMIN:
            # It says what was removed, and who did what to the log; it is small.
            continue
        size = signed_size(shard)
        tiles = Tiles(size, partial(layout.read_tile, shard))
        found = layout.segments(shard)
        for segment, after in pairwise(found):
            records = range(segment.first, after.first)
            yield fate_of(shard, segment, records, tiles, terms)
        for segment in found[-1:]:
            yield Fate(shard.name, segment, range(segment.first, segment.first), "it is being written to")


def fate_of(shard: Path, segment: Segment, records: range, tiles: Tiles, terms: Terms) -> Fate:
    """The fate of a closed segment, `records` being those up to the next one. Raises OSError."""
    kept = partial(Fate, shard.name, segment, records)
    # The tree is made anew from the end of the log when it is opened, from the last tile that is full.
    if records.stop > tiles.size // WIDTH * WIDTH:
        return kept(f"fewer than {WIDTH} records have come after it")
    last = _last_time(segment)
    if last is None or last >= terms.oldest:
        return kept("it is within the limit" if last else "its last record cannot be read")
    shipped = terms.shipped(shard.name)
    if shipped is not None and shipped < records.stop:
        return kept(f"not all of it has been shipped: a sink is at record {shipped}")
    try:
        newest, end, holding = _read(segment, records, tiles, terms.holds)
    except _Unfit as error:
        return kept(str(error))
    if first_not_in(range(end, records.stop), terms.removed.get(shard.name, ())) < records.stop:
        return kept(f"record {end} is missing; see `quarterdeck audit verify`")
    if newest >= terms.oldest:
        return kept("it is within the limit", newest)
    stays = f"held: {', '.join(holding)}" if holding else ""
    return Fate(shard.name, segment, range(segment.first, end), stays, newest)


def signed_size(shard: Path) -> int:
    """How many records a shard says that it has signed; 0 where that cannot be read."""
    try:
        return Checkpoint.parse(parse((shard / layout.CHECKPOINT).read_bytes()).text).size
    except (OSError, Untrusted):
        return 0


def _read(
    segment: Segment, records: range, tiles: Tiles, holds: Sequence[Hold]
) -> tuple[datetime, int, dict[str, None]]:
    """The time of its newest record, the number after its last, and which holds one of them is under.

    Raises _Unfit and OSError.
    """
    newest, number = None, records.start
    holding: dict[str, None] = {}
    for line in segment.lines():
        if number >= records.stop or not _is_kept(tiles, number, line):
            raise _Unfit(f"record {number} is not as it was signed; see `quarterdeck audit verify`")
        try:
            record = orjson.loads(line)
            moment = datetime.fromisoformat(record["time"]).astimezone(UTC)
        except (ValueError, KeyError, TypeError):
            raise _Unfit(f"record {number} cannot be read") from None
        newest = moment if newest is None else max(newest, moment)
        holding |= {hold.name: None for hold in holds if hold.name not in holding and hold.holds(moment, record)}
        number += 1
    if newest is None:
        raise _Unfit("it is empty")
    return newest, number, holding


def _is_kept(tiles: Tiles, number: int, line: bytes) -> bool:
    """Whether the hash of a record is on disk."""
    try:
        return tiles.hash_at(0, number) == leaf_hash(line.removesuffix(b"\n"))
    except (BadTile, ValueError):
        return False


def _last_time(segment: Segment) -> datetime | None:
    """The time of its last record, without reading the others; None where there is none."""
    with segment.path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        lines = file.read().splitlines()
    try:
        return datetime.fromisoformat(orjson.loads(lines[-1])["time"]).astimezone(UTC)
    except (IndexError, ValueError, KeyError, TypeError):
        return None
