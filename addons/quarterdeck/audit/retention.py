"""Old records are removed, a whole segment at a time; their hashes stay, so that the rest can be verified as before.

A removal is on record, signed, before it happens, so that `audit verify` misses what retention did not remove. A crash
between the two leaves a file that the next run removes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.audit.deed import deed, locked, record_deed
from quarterdeck.audit.expiry import Fate, Terms, fate_of, fates, signed_size
from quarterdeck.audit.files import Files
from quarterdeck.audit.hold import LOCK, read_holds
from quarterdeck.audit.line import Line
from quarterdeck.audit.removal import first_not_in, reason, removals
from quarterdeck.audit.tile import Tiles


def prune(
    state: Path,
    terms: Terms,
    why: str,
    *,
    user: str = "",
    line: Line | None = None,
    files: Files | None = None,
    dry_run: bool = False,
) -> Iterator[Fate]:
    """Remove what may go, and tell what became of each segment; `why` stands in the records, with `user`.

    The holds and removals of `terms` are taken from the state folder. Raises DamagedHolds, Damaged and OSError.
    """
    log, disk = state / "audit", files or Files()
    on_record = removals(log / layout.ADMIN, signed_size(log / layout.ADMIN))
    terms = replace(terms, holds=read_holds(state), removed=on_record)
    for fate in fates(log, terms):
        if fate.stays or dry_run:
            yield fate
            continue
        with locked(state, LOCK):
            now = _as_of_now(log, fate, replace(terms, holds=read_holds(state)), terms)
            if not now.stays and now.segment.path.exists():
                if first_not_in(now.records, on_record.get(now.shard, ())) < now.records.stop:
                    record_deed(state, deed(reason(now.shard, now.records, why), user), line=line)
                disk.remove(now.segment.path)
                disk.sync_folder(now.segment.path.parent)
        yield now


def _as_of_now(log: Path, fate: Fate, now: Terms, before: Terms) -> Fate:
    """The fate of a segment under the holds that stand at this moment."""
    if list(now.holds) == list(before.holds):
        return fate
    shard = log / fate.shard
    tiles = Tiles(signed_size(shard), partial(layout.read_tile, shard))
    return fate_of(shard, fate.segment, fate.records, tiles, now)
