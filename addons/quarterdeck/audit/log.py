"""The deck log of one worker: one record a decision, on disk before the exchange is released.

Records that arrive within a moment, or while the disk is busy, are written together and share one fdatasync. What
a record holds is decided in `audit.line`, how it is kept and vouched for in `audit.shard`.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quarterdeck.audit import layout
from quarterdeck.audit.ending import broken_off
from quarterdeck.audit.line import Line
from quarterdeck.audit.lost import Lost
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import signer
from quarterdeck.model.record import Record

logger = logging.getLogger("quarterdeck.audit")

_Written = Callable[[OSError | None], None]

# How long a line waits for company, in seconds, when the one before had some: a hand-over to the disk's thread costs
# more than the line itself. Where lines come one by one, to wait would only take time.
GATHER = 0.001
# The same for a line that nobody waits for: a write of its own would keep those waiting who come next.
LEISURE = 0.1
# For how long records may be on disk without a checkpoint that vouches for them.
UNSIGNED = 1.0
_A_DAY = 86_400
# After how long a disk that does not answer counts as one that refuses, and after how long one that refused is asked
# again, in seconds.
PATIENCE = 10.0
AGAIN = 1.0


class _Lines:
    """A structlog sink that keeps rendered lines until they are written together.

    Not a list itself: structlog takes a logger that is false, as an empty list is, for none, and prints instead.
    """

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.msg = self.waiting.append


class DeckLog:
    """Keeps records in the shard `folder/NAME`, signed with `key`. Belongs to the event loop that it was made in.

    `commit` returns when the record is on disk, and raises OSError when it cannot be, or is not within `patience`
    seconds; `note` returns at once and the record follows with the next batch. With `held` false, `commit` does not
    wait for the disk either, and raises only while the disk is known to refuse.

    `failure` is the error of the newest batch, or None, and `unsigned` that of the newest signing. What could not be
    written is counted, and told by a record of its own as soon as that can be written. `broken_off`: the log that was
    there ended without a stop. `line` makes the lines. To make one raises Damaged when the shard there does not hold
    what it has signed, and OSError.
    """

    def __init__(
        self,
        folder: Path,
        line: Line,
        key: Ed25519PrivateKey,
        name: str = "deck-0",
        *,
        held: bool = True,
        patience: float = PATIENCE,
    ) -> None:
        self.broken_off = broken_off(folder / name)
        self.shard = Shard(folder / name, signer(key, name))
        self.failure: OSError | None = None
        self.unsigned: OSError | None = None
        self._loop = asyncio.get_running_loop()
        self._held = held
        self._patience = patience
        self.line = line
        self._lines = _Lines()
        self._log = structlog.wrap_logger(
            self._lines,
            processors=[structlog.processors.JSONRenderer(line.render)],
            wrapper_class=structlog.BoundLogger,
            cache_logger_on_first_use=True,
        ).bind()
        self._lost = Lost()
        self._telling: Lost | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._writing: list[asyncio.Future[None]] | None = None
        self._count = 0
        self._company = False
        self._stuck = False
        self._timer: asyncio.TimerHandle | None = None
        self._overdue: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._batches: SimpleQueue[list[bytes] | None] = SimpleQueue()
        self._disk = _Disk(self.shard, line, self._batches, self._written_from_thread, self._signed_from_thread)

    @property
    def alive(self) -> bool:
        """Whether there still is a thread that writes: not after a fault of its own, which leaves the shard to be made
        anew from what is on disk.
        """
        return self._disk.is_alive()

    def note(self, record: Record) -> None:
        """Add a record that nobody waits for."""
        if self._stuck and self.failure is not None:
            self._lost.add(1, self.failure)
            return
        with suppress(OSError):
            self._add(record)
            self._schedule(LEISURE)

    async def commit(self, record: Record) -> None:
        """Add a record and return when it is durable. Raises OSError."""
        if self.failure is not None and (self._stuck or not self._held):
            self._lost.add(1, self.failure)
            raise self.failure
        if not self._held:
            self.note(record)
            return
        self._add(record)
        done: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(done)
        self._schedule(GATHER if self._company else 0.0)
        await done

    def _add(self, record: Record) -> None:
        """Make the line of a record. Raises OSError where whom it names is new and cannot be kept: then it is lost."""
        try:
            fields = self.line.fields(record)
        except OSError as error:
            self._lost.add(1, error)
            self._schedule(AGAIN)
            raise
        self._log.msg(**fields)

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
        if self._writing is not None or not (self._lines.waiting or self._lost):
            return
        lines = list(self._lines.waiting)
        self._lines.waiting.clear()
        self._count = len(lines)
        if self._lost:
            self._telling = replace(self._lost)
            lines.insert(0, self.line.render(self.line.fields(self._telling.told())))
        self._writing, self._waiting = self._waiting, []
        self._company = len(self._writing) > 1
        self._overdue = self._loop.call_later(self._patience, self._give_up)
        self._batches.put(lines)

    def _written_from_thread(self, error: OSError | None) -> None:
        self._loop.call_soon_threadsafe(self._written, error)

    def _signed_from_thread(self, error: OSError | None) -> None:
        self.unsigned = error

    def _written(self, error: OSError | None) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
        waited, self._writing = self._writing or [], None
        given_up, self._stuck = self._stuck, False
        self.failure = error
        if error is not None:
            self._lost.add(self._count, error)
        else:
            if self._telling is not None:
                self._lost.forget(self._telling)
            if given_up:
                self._lost.found(self._count)
        self._telling = None
        _settle(waited, error)
        if self._waiting:
            self._write()
        elif self._lines.waiting:
            self._schedule(LEISURE)
        elif self._lost:
            self._schedule(AGAIN if error else LEISURE)

    def _give_up(self) -> None:
        """Let nobody wait any longer for a disk that does not answer; what is in its hands may be written yet."""
        self.failure = OSError(errno.ETIMEDOUT, f"the disk has not answered for {self._patience:g} seconds")
        self._stuck = True
        self._lost.add(len(self._lines.waiting), self.failure)
        self._lines.waiting.clear()
        waited, self._waiting = [*(self._writing or ()), *self._waiting], []
        _settle(waited, self.failure)

    async def close(self) -> None:
        """Write what is left, as far as the disk takes it, and close the file."""
        while (self._lines.waiting or self._writing is not None or self._untold()) and not self._stuck:
            self._write()
            await asyncio.sleep(GATHER)
        if self._timer is not None:
            self._timer.cancel()
        self._batches.put(None)
        self._disk.join(self._patience)

    def _untold(self) -> bool:
        return bool(self._lost) and self.failure is None


def _settle(waited: Sequence[asyncio.Future[None]], error: OSError | None) -> None:
    for future in waited:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)


class _Disk(threading.Thread):
    """Puts batches on disk and says how each went. Signs what is there when it has been unsigned for long enough."""

    def __init__(
        self, shard: Shard, line: Line, batches: SimpleQueue[list[bytes] | None], written: _Written, signed: _Written
    ) -> None:
        super().__init__(name="deck-log", daemon=True)
        self._shard, self._line = shard, line
        self._batches = batches
        self._written, self._signed = written, signed
        # What a life before has left unsigned is signed first; a new log is vouched for as an empty one.
        self._due: float | None = time.monotonic()
        # That of a life before, if the segment is from then: a log that is stopped each night has its days, too.
        self._day = int(layout.segments(shard.folder)[-1].path.stat().st_mtime // _A_DAY)
        self.start()

    def run(self) -> None:
        """Write until a None comes, then sign what is left."""
        while True:
            try:
                lines = self._batches.get(timeout=self._patience())
            except Empty:
                self._sign()
                continue
            if lines is None:
                break
            try:
                self._append(lines)
            except OSError as error:
                self._written(error)
            else:
                self._written(None)
            if self._patience() == 0:
                self._sign()
        try:
            self._shard.close()
        except OSError as error:
            logger.error("the last records are on disk, but could not be signed: %s", error)

    def _append(self, lines: list[bytes]) -> None:
        if self._day != (today := _today()):
            self._shard.turn()
            self._day = today
        self._line.settle()
        self._shard.append(lines)
        if self._due is None:
            self._due = time.monotonic() + UNSIGNED

    def _patience(self) -> float | None:
        """Seconds until something must be signed; None when nothing waits for it."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def _sign(self) -> None:
        try:
            self._shard.sign()
        except OSError as error:
            logger.error("the deck log cannot be signed: %s", error)
            self._due = time.monotonic() + UNSIGNED
            self._signed(error)
        else:
            self._due = None
            self._signed(None)


def _today() -> int:
    """The day of the epoch, in UTC: with each a segment begins, so that whole days can be removed."""
    return int(time.time() // _A_DAY)
