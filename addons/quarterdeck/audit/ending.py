"""Whether a log was brought to its end: the last that it says of itself is that it stopped. Only reads."""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from quarterdeck.audit import layout

STOPPED = "stopped"
# A stop is among the last lines: only what was under way when it was said can come after it.
_END = 1 << 18


def broken_off(shard: Path) -> bool:
    """Whether the process that wrote a shard ended without saying so, as one that is killed does. Raises OSError."""
    for segment in reversed(layout.segments(shard)):
        lines = _last_lines(segment.path)
        if lines:
            return not _says_stopped(lines)
    return False


def _last_lines(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END))
        # The first may have lost its beginning, the last its end.
        return [line for line in file.read().splitlines(keepends=True) if line.endswith(b"\n")]


def _says_stopped(lines: list[bytes]) -> bool:
    for line in reversed(lines):
        if b'"event":"log"' not in line:
            continue
        try:
            said = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if said.get("event") == "log":
            return str(said.get("reason", "")).startswith(STOPPED)
    return False
