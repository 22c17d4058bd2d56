"""Questions to the deck log in SQL: one view, `records`, over all shards, in a DuckDB that can do nothing but read it.

Files and the network are closed after the view is made, its settings are locked, and one SELECT is all that is taken.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from quarterdeck.audit import columns, layout
from quarterdeck.audit.compact import cache_folder, compact, copy_of, pattern, prune, rows, usable
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.sql import check_select, said
from quarterdeck.errors import UsageError

MEMORY = "2GB"
_MOST_THREADS = 4
_ROWS = 2000

Told = Callable[[], object]
"""Hears that one more segment is about to be made ready."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: memory as DuckDB reads it ("2GB"), and threads. `out` is a file it may write to."""

    memory: str = MEMORY
    threads: int = 0
    out: Path | None = None

    def settings(self) -> dict[str, Any]:
        """As DuckDB wants them; it never installs or loads anything, nor looks at our variables."""
        threads = self.threads or min(_MOST_THREADS, len(os.sched_getaffinity(0)))
        return {
            "threads": threads,
            "memory_limit": self.memory,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }


class Answer:
    """The rows of a query, a batch at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.columns: list[str] = [column[0] for column in connection.description or ()]

    def batches(self) -> Any:
        """Rows until there are none left. Raises UsageError."""
        while True:
            try:
                found = self._connection.fetchmany(_ROWS)
            except duckdb.Error as error:
                raise UsageError(said(error)) from None
            if not found:
                return
            yield found

    def rows(self) -> list[tuple[Any, ...]]:
        """All rows. Raises UsageError."""
        return [row for batch in self.batches() for row in batch]


class Log:
    """A deck log that can be asked. Raises UsageError where there is none, and where a question is no good one."""

    def __init__(self, folder: Path, limits: Limits | None = None, told: Told = lambda: None) -> None:
        self.folder = folder
        self.shards = layout.shards(folder)
        if not self.shards:
            raise UsageError(f"{folder} holds no deck log: a folder of it is named deck-0")
        limits = limits or Limits()
        self._asked = False
        try:
            self._connection = duckdb.connect(":memory:", config=limits.settings())
        except duckdb.Error as error:
            raise UsageError(f"the limits cannot be kept: {' '.join(str(error).split())}") from None
        try:
            self._open(limits, told)
        except duckdb.Error as error:
            self._connection.close()
            raise UsageError(said(error)) from None

    def __enter__(self) -> Log:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._connection.close()

    def ask(self, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> Answer:
        """The answer to one SELECT; `given` are values of its question marks or names. Raises UsageError."""
        self._check(sql)
        try:
            return Answer(self._connection.execute(sql, given))
        except duckdb.Error as error:
            raise UsageError(said(error)) from None

    def write(self, sql: str, path: Path) -> None:
        """Write an answer as Parquet, to the file of the limits. Raises UsageError."""
        self._check(sql)
        try:
            self._connection.sql(sql).write_parquet(str(path), compression="zstd")
        except duckdb.Error as error:
            raise UsageError(said(error)) from None

    def _check(self, sql: str) -> None:
        """Take the text in, within a transaction that can write to nothing."""
        if self._asked:
            self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN TRANSACTION READ ONLY")
        self._asked = True
        check_select(self._connection, sql)

    def _open(self, limits: Limits, told: Told) -> None:
        closed, newest = self._segments()
        ready, rest = self._copies(closed, told)
        self._connection.execute(f"CREATE TABLE newest AS {columns.empty()}")
        for shard, segment in newest:
            told()
            self._connection.execute(f"INSERT INTO newest {rows(shard, segment)}")
        for shard, segment in rest:
            self._connection.execute(f"INSERT INTO newest {rows(shard, segment)}")
        parts = ["SELECT * FROM newest"]
        if ready:
            files = ", ".join(map(pattern, ready))
            parts.insert(0, f"SELECT * FROM read_parquet([{files}])")  # noqa: S608  our own names, quoted
        self._connection.execute(f"CREATE VIEW records AS {' UNION ALL '.join(parts)}")
        allowed = [*ready, *([limits.out] if limits.out else [])]
        self._connection.execute("SET allowed_paths = ?", [[str(path) for path in allowed]])
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def _segments(self) -> tuple[list[tuple[Path, Segment]], list[tuple[Path, Segment]]]:
        """Those that are never written to again, and the newest of each shard."""
        closed: list[tuple[Path, Segment]] = []
        newest: list[tuple[Path, Segment]] = []
        for shard in self.shards:
            found = [(shard, segment) for segment in layout.segments(shard)]
            closed += found[:-1]
            newest += found[-1:]
        return closed, newest

    def _copies(self, closed: list[tuple[Path, Segment]], told: Told) -> tuple[list[Path], list[tuple[Path, Segment]]]:
        """The copies of closed segments, made where they are missing; and the segments of which there can be none."""
        folder = cache_folder(self.folder)
        if not usable(folder):
            return [], closed
        ready, rest = [], []
        for shard, segment in closed:
            told()
            copy = copy_of(folder, shard, segment)
            try:
                if not copy.exists():
                    compact(self._connection, shard, segment, copy)
                ready.append(copy)
            except (OSError, duckdb.IOException):
                # The disk is full, say: the segment itself is read.
                rest.append((shard, segment))
        prune(folder, self.shards)
        return ready, rest
