"""Incidents by their numbers, from the lines of the deck log: the newest are found first."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from quarterdeck.audit import layout

# Bytes at the end of each file in which a request is looked for that somebody wants to go on with: more than a day's.
RECENT = 64 << 20


def find_incident(folder: Path, incident: str) -> Mapping[str, Any] | None:
    """The decision or connection record of an incident."""
    return next((line for line in _lines(folder, incident) if line.get("event") in ("decision", "connection")), None)


def find_coached(folder: Path, incident: str) -> Mapping[str, Any] | None:
    """The decision record of a recent incident; when its answer was stopped, with the action and rules of that."""
    lines = list(_lines(folder, incident, RECENT))
    decision = next((line for line in lines if line.get("event") == "decision"), None)
    answer = next((line for line in lines if line.get("event") == "outcome" and line.get("action")), None)
    if decision is None or answer is None:
        return decision
    return {**decision, "action": answer["action"], "rules": answer.get("rules", ())}


def _lines(folder: Path, incident: str, within: int | None = None) -> Iterator[Mapping[str, Any]]:
    """What stands of an incident in the last `within` bytes of each shard, the newest of each first."""
    for shard in layout.shards(folder):
        left = within
        for segment in reversed(layout.segments(shard)):
            yield from _in_segment(segment.path, incident, left)
            left = None if left is None else left - segment.path.stat().st_size
            if left is not None and left <= 0:
                break


def _in_segment(path: Path, incident: str, within: int | None) -> Iterator[Mapping[str, Any]]:
    needle = b'"incident":' + orjson.dumps(incident)
    with path.open("rb") as file:
        size = path.stat().st_size
        if size == 0:
            return
        first = 0 if within is None else max(0, size - within)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as log:
            found = log.rfind(needle, first)
            while found >= 0:
                start = log.rfind(b"\n", 0, found) + 1
                end = log.find(b"\n", found)
                record = orjson.loads(log[start : end if end >= 0 else len(log)])
                # A path may hold what looks like the number of another one.
                if record.get("incident") == incident:
                    yield record
                found = log.rfind(needle, first, found)
