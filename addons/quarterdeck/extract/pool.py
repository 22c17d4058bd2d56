"""Extractor processes for an event loop: a file never harms the caller, waits its turn, and gets an answer in time."""

from __future__ import annotations

import asyncio

from quarterdeck.extract.child import Child
from quarterdeck.extract.frames import MAX_FILE, unread
from quarterdeck.model.content import Extracted


class Extractors:
    """A bounded number of processes and a bounded queue before them.

    `size` processes, started when first needed; `seconds` and `memory` (bytes) for one file; `waiting` files may
    stand in the queue, each at most `patience` seconds: after that, or beyond them, the answer is "extractor-busy".
    """

    def __init__(
        self,
        size: int = 1,
        seconds: float = 10.0,
        memory: int = 200 << 20,
        waiting: int = 64,
        patience: float = 30.0,
    ) -> None:
        self._children = [Child(seconds, memory) for _ in range(max(size, 1))]
        self._free: asyncio.LifoQueue[Child] = asyncio.LifoQueue()
        for child in reversed(self._children):
            self._free.put_nowait(child)
        self._waiting = waiting
        self._patience = patience
        self._queued = 0
        self._is_closed = False

    async def extract(self, data: bytes | memoryview, name: str = "") -> Extracted:
        """What one file says. Never raises for the file; may be cancelled at any point."""
        if len(data) > MAX_FILE:
            return unread("file-too-large")
        child = await self._turn()
        if child is None:
            return unread("extractor-busy")
        try:
            return await child.extract(data, name)
        finally:
            self._free.put_nowait(child)

    async def close(self) -> None:
        """End all processes; what is asked from now on is answered "extractor-busy"."""
        self._is_closed = True
        await asyncio.gather(*(child.close() for child in self._children))

    async def _turn(self) -> Child | None:
        if self._is_closed or self._queued >= self._waiting:
            return None
        self._queued += 1
        try:
            async with asyncio.timeout(self._patience):
                child = await self._free.get()
        except TimeoutError:
            return None
        finally:
            self._queued -= 1
        if self._is_closed:
            self._free.put_nowait(child)
            return None
        return child
