"""One body that waits for its verdict: what has come of it goes to the disk, and from there to the origin."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.room import FAILED, Room
from quarterdeck.proxy.spool import PIECE, Spool

logger = logging.getLogger("quarterdeck.held")


class Held:
    """`reason` says why no more of it can be held ("too-large", "spool-full", "spool-failed"), None while it can be.

    `ended` is whether all of the body has come. What has come and is not on disk yet is at most a piece, and what a
    connection may still bring before it is told to wait.
    """

    def __init__(self, spool: Spool, room: Room, most: int) -> None:
        self._spool = spool
        self._room = room
        self._most = most
        self._taken = 0
        self._given = 0
        self._waiting = bytearray()
        self.ended = False
        self.reason: str | None = None

    @property
    def size(self) -> int:
        """Bytes that have come and are held."""
        return self._spool.size + len(self._waiting)

    @property
    def stored(self) -> int:
        """Bytes of these that are on disk."""
        return self._spool.size

    def add(self, data: bytes) -> bool:
        """Take in what has come; whether enough waits for the disk."""
        self._waiting += data
        return len(self._waiting) >= PIECE

    async def keep(self) -> None:
        """Put away what waits, as far as it makes whole pieces; all of it at the end of the body. Sets `reason`."""
        if self.size > self._most:
            self.reason = TOO_LARGE
        while self.reason is None and (len(self._waiting) >= PIECE or (self.ended and self._waiting)):
            piece = bytes(self._waiting[:PIECE])
            try:
                self.reason = self._room.take(len(piece))
                if self.reason is None:
                    self._taken += len(piece)
                    await asyncio.to_thread(self._spool.append, piece)
                    del self._waiting[: len(piece)]
            except OSError as error:
                logger.error("a body cannot be held on disk: %s", error.strerror)
                self.reason = FAILED

    async def next(self) -> bytes:
        """The next piece for the origin; b"" when all that has come has been given. Raises OSError."""
        if self._given < self._spool.pieces:
            self._given += 1
            return await asyncio.to_thread(self._spool.piece, self._given - 1)
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece

    def take_waiting(self) -> bytes:
        """What has come and is not on disk, which then is somebody else's."""
        waiting = bytes(self._waiting)
        self._waiting.clear()
        return waiting

    async def read(self, start: int, end: int) -> bytes:
        """A part of what is on disk. Raises OSError."""
        return await asyncio.to_thread(self._spool.read, start, end)

    async def pieces(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """What has come, from `start` until before `end`, a piece at a time. Raises OSError."""
        end = self.size if end is None else end
        while start < min(end, self._spool.size):
            until = min(end, (start // PIECE + 1) * PIECE)
            yield await self.read(start, until)
            start = until
        if start < end and self._waiting:
            yield bytes(self._waiting[start - self._spool.size : end - self._spool.size])

    def close(self) -> None:
        """Give back the space. May be called again."""
        self._room.give(self._taken)
        self._taken = 0
        self._waiting.clear()
        self._spool.close()
