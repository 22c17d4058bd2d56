"""The deck log in its first form: one JSON line a decision, on disk before the exchange is released.

Lines that arrive while the disk is busy are written together and share one fdatasync. What a line holds is
decided in `audit.line`; a later store replaces the file here and keeps `commit`, `note` and `close`.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from quarterdeck.audit.line import Line
from quarterdeck.model.record import Record


class _Batch:
    """A structlog sink that keeps rendered lines until they are written together."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def msg(self, line: bytes) -> None:
        self.lines.append(line)


class DeckLog:
    """Appends records to `folder/NAME.jsonl` (mode 0600).

    `commit` returns when the record is on disk; `note` returns at once and the record follows with the next
    batch. Both raise OSError when the disk refused an earlier batch: the caller must fail closed.
    """

    def __init__(self, folder: Path, line: Line, name: str = "deck-0") -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{name}.jsonl"
        self._fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._line = line
        self._batch = _Batch()
        self._log = structlog.wrap_logger(
            self._batch, processors=[structlog.processors.JSONRenderer(line.render)], wrapper_class=structlog.BoundLogger
        )
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="deck-log")
        self._waiting: list[asyncio.Future[None]] = []
        self._writing: asyncio.Task[None] | None = None
        self.failure: OSError | None = None

    def note(self, record: Record) -> None:
        """Add a record that nobody waits for."""
        self._log.msg(**self._line.fields(record))
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_batches())

    async def commit(self, record: Record) -> None:
        """Add a record and return when it is durable. Raises OSError."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self.note(record)
        await done

    async def _write_batches(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._batch.lines:
                lines, self._batch.lines = self._batch.lines, []
                waiting, self._waiting = self._waiting, []
                try:
                    await loop.run_in_executor(self._disk, self._write, b"".join(lines))
                except OSError as error:
                    self.failure = error
                    _settle(waiting, error)
                else:
                    self.failure = None
                    _settle(waiting, None)
        finally:
            self._writing = None

    def _write(self, data: bytes) -> None:
        start = os.fstat(self._fd).st_size
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
            os.fdatasync(self._fd)
        except OSError:
            # A half-written line would make the next record unreadable.
            os.ftruncate(self._fd, start)
            raise

    async def close(self) -> None:
        """Write what is left and close the file."""
        while self._writing is not None:
            await self._writing
        self._disk.shutdown(wait=True)
        os.close(self._fd)


def _settle(waiting: list[asyncio.Future[None]], error: OSError | None) -> None:
    for future in waiting:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
