"""Closed segments once more as Parquet, in a folder beside the log: for speed, never the source of truth.

A copy is named by the segment, its size and its time; one that is missing, or of another segment than is there, is made
anew, and one whose segment has been removed is removed too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import duckdb

from quarterdeck.audit import columns, layout
from quarterdeck.audit.layout import RECORDS, Segment

# Goes up with each change of the columns, so that copies with others are made anew.
_FORM = 2
_AT_ONCE = 1 << 22


def cache_folder(log: Path) -> Path:
    """Where the copies of a log are: beside it, `audit-cache` beside `audit`; one shard alone is in its log's."""
    log = log.resolve()
    whole = log.parent if (log / RECORDS).is_dir() else log
    return whole.parent / f"{whole.name}-cache"


def usable(folder: Path) -> bool:
    """Whether copies can be kept there: a folder of our own, which nobody else may write to. It is made if need be."""
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
    except OSError:
        return False
    mine = found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return stat.S_ISDIR(found.st_mode) and mine and os.access(folder, os.W_OK | os.X_OK)


def copy_of(folder: Path, shard: Path, segment: Segment) -> Path:
    """The name of the copy of a segment as it is now. Raises OSError."""
    found = segment.path.stat()
    return folder / f"{shard.name}-{segment.path.stem}-{found.st_size}-{found.st_mtime_ns}.{_FORM}.parquet"


def compact(connection: duckdb.DuckDBPyConnection, shard: Path, segment: Segment, copy: Path) -> None:
    """Make the copy; it is whole or not there. Raises OSError or duckdb.Error."""
    made = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        made.touch(mode=0o600)
        connection.execute(
            f"COPY ({rows(shard, segment)}) TO {literal(made)} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false)"
        )
        made.replace(copy)
    finally:
        made.unlink(missing_ok=True)


def prune(folder: Path, shards: Iterable[Path]) -> None:
    """Remove what is no copy of a segment of these shards any more, whoever made it."""
    for shard in shards:
        kept = set()
        for segment in layout.segments(shard):
            with suppress(FileNotFoundError):
                kept.add(copy_of(folder, shard, segment))
        for path in folder.glob(f"{shard.name}-*.parquet*"):
            if path not in kept and not _being_made(path):
                path.unlink(missing_ok=True)


def _being_made(path: Path) -> bool:
    """Whether a process that is alive writes it."""
    maker = path.suffix.removeprefix(".")
    return maker.isdecimal() and Path(f"/proc/{maker}").exists()


def rows(shard: Path, segment: Segment) -> str:
    """A query for the records of a segment; half a line at its end is none. A line that is no JSON has no values."""
    number = f"{segment.first} - 1 + row_number() OVER ()"
    return (
        f"SELECT '{shard.name}' AS log, {number} AS \"index\", {columns.selected()} "  # noqa: S608  as above
        f"FROM (SELECT * FROM read_json({pattern(segment.path)}, format = 'newline_delimited', ignore_errors = true, "
        f"compression = 'none', columns = {columns.in_json()}) LIMIT {_lines(segment.path)})"
    )


def literal(path: Path) -> str:
    """A path as SQL writes a text."""
    return "'" + str(path).replace("'", "''") + "'"


def pattern(path: Path) -> str:
    """A path for DuckDB's readers, which take it for a pattern: none of its characters is one."""
    return literal(Path("".join(f"[{char}]" if char in "*?[" else char for char in str(path))))


def _lines(path: Path) -> int:
    with path.open("rb", buffering=0) as file:
        read: Callable[[], bytes] = lambda: file.read(_AT_ONCE)  # noqa: E731  iter() wants a function
        return sum(block.count(b"\n") for block in iter(read, b""))
