"""The deck log in its first form: one JSON line a decision, on disk before the exchange is released.

Lines that arrive within a moment, or while the disk is busy, are written together and share one fdatasync. What
a line holds is decided in `audit.line`; a later store replaces the file here and keeps `commit`, `note`, `close`.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

import structlog

from quarterdeck.audit.line import Line
from quarterdeck.model.record import Record

_Written = Callable[[OSError | None], None]

# How long a line waits for company, in seconds. A hand-over to the disk's thread costs more than the line itself.
GATHER = 0.001
# The same for a line that nobody waits for: a write of its own would keep those waiting who come next.
LEISURE = 0.1


class _Lines:
    """A structlog sink that keeps rendered lines until they are written together.

    Not a list itself: structlog takes a logger that is false, as an empty list is, for none, and prints instead.
    """

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.msg = self.waiting.append


class DeckLog:
    """Appends records to `folder/NAME.jsonl` (mode 0600). Belongs to the event loop that it was made in.

    `commit` returns when the record is on disk, and raises OSError when it cannot be; `note` returns at once and the
    record follows with the next batch. `failure` is the error of the newest batch, or None. `line` makes the lines.
    """

    def __init__(self, folder: Path, line: Line, name: str = "deck-0") -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{name}.jsonl"
        self.failure: OSError | None = None
        self._loop = asyncio.get_running_loop()
        self.line = line
        self._lines = _Lines()
        self._log = structlog.wrap_logger(
            self._lines,
            processors=[structlog.processors.JSONRenderer(line.render)],
            wrapper_class=structlog.BoundLogger,
            cache_logger_on_first_use=True,
        ).bind()
        self._waiting: list[asyncio.Future[None]] = []
        self._writing: list[asyncio.Future[None]] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._batches: SimpleQueue[bytes | None] = SimpleQueue()
        self._disk = _Disk(self.path, self._batches, self._written_from_thread)

    def note(self, record: Record) -> None:
        """Add a record that nobody waits for."""
        self._log.msg(**self.line.fields(record))
        self._schedule(LEISURE)

    async def commit(self, record: Record) -> None:
        """Add a record and return when it is durable. Raises OSError."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(done)
        self._log.msg(**self.line.fields(record))
        self._schedule(GATHER)
        await done

    def _schedule(self, delay: float) -> None:
        """Write after `delay` seconds at the latest; while a batch is being written, what comes next waits for it."""
        if self._writing is not None:
            return
        due = self._loop.time() + delay
        if self._timer is not None:
            if self._due <= due:
                return
            self._timer.cancel()
        self._due = due
        self._timer = self._loop.call_at(due, self._write)

    def _write(self) -> None:
        self._timer = None
        if self._lines.waiting and self._writing is None:
            self._writing, self._waiting = self._waiting, []
            data = b"".join(self._lines.waiting)
            self._lines.waiting.clear()
            self._batches.put(data)

    def _written_from_thread(self, error: OSError | None) -> None:
        self._loop.call_soon_threadsafe(self._written, error)

    def _written(self, error: OSError | None) -> None:
        waited, self._writing = self._writing or [], None
        self.failure = error
        for future in waited:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
        if self._waiting:
            self._write()
        elif self._lines.waiting:
            self._schedule(LEISURE)

    async def close(self) -> None:
        """Write what is left and close the file."""
        while self._lines.waiting or self._writing is not None:
            self._write()
            await asyncio.sleep(GATHER)
        self._batches.put(None)
        self._disk.join()


class _Disk(threading.Thread):
    """Writes batches to a file, each followed by fdatasync, and says how each went."""

    def __init__(self, path: Path, batches: SimpleQueue[bytes | None], written: _Written) -> None:
        super().__init__(name="deck-log", daemon=True)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._size = _whole_lines(path)
        self._torn = self._size < os.fstat(self._fd).st_size
        self._batches = batches
        self._written = written
        self.start()

    def run(self) -> None:
        """Write until a None comes."""
        while (data := self._batches.get()) is not None:
            try:
                self._append(data)
            except OSError as error:
                self._written(error)
            else:
                self._written(None)
        os.close(self._fd)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        if self._torn:
            self._mend()
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
            os.fdatasync(self._fd)
        except OSError:
            # A half-written line would make the next record unreadable.
            self._torn = True
            with suppress(OSError):
                self._mend()
            raise
        self._size += len(data)

    def _mend(self) -> None:
        os.ftruncate(self._fd, self._size)
        self._torn = False


def _whole_lines(path: Path) -> int:
    """The bytes of a file up to its last whole line; a process that was killed may have left a piece of one."""
    with path.open("rb") as file:
        rest = file.seek(0, os.SEEK_END)
        while rest > 0:
            start = max(0, rest - 65536)
            file.seek(start)
            newline = file.read(rest - start).rfind(b"\n")
            if newline >= 0:
                return start + newline + 1
            rest = start
    return 0
