"""What retention has removed, as the log itself says it: a range of records is gone on purpose only if it stands there.

Reads, and imports nothing that writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import orjson

from quarterdeck.audit import layout

_REASON = re.compile(r"deleted: (deck-[0-9]+) records ([0-9]{1,19})-([0-9]{1,19}), [^\n]*")


def reason(shard: str, gone: range, why: str) -> str:
    """What the record of a removal says. `why` is one line, for people."""
    return f"deleted: {shard} records {gone.start}-{gone.stop - 1}, {why}"


def removals(admin: Path, signed: int) -> dict[str, list[range]]:
    """What was removed of each shard, as the first `signed` records of the shard of commands say. Whether that shard is
    to be believed is for its caller to know. Raises OSError.
    """
    found: dict[str, list[range]] = {}
    lines = chain.from_iterable(segment.lines() for segment in layout.segments(admin))
    for line, _ in zip(lines, range(signed), strict=False):
        if match := _said(line):
            found.setdefault(match[1], []).append(range(int(match[2]), int(match[3]) + 1))
    return found


def first_not_in(gone: range, removed: Iterable[range]) -> int:
    """The first number of a range that no other range holds; its end where they hold it all."""
    at = gone.start
    for one in sorted(removed, key=lambda one: one.start):
        if one.start <= at < one.stop:
            at = one.stop
    return min(at, gone.stop)


def _said(line: bytes) -> re.Match[str] | None:
    if b'"deleted: ' not in line:
        return None
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    said = record.get("reason") if record.get("event") == "log" else None
    return _REASON.fullmatch(said) if isinstance(said, str) else None
