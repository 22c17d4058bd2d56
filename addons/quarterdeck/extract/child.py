"""One extractor process as its owner sees it: a file in, an answer out, or killed. Never a reply to another's file."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from quarterdeck.extract import frames
from quarterdeck.model.content import Extracted

# Of the environment only what makes Python find itself: a process that reads strangers' files needs no secrets.
_KEPT = ("PATH", "PYTHON", "COVERAGE", "COV_", "LANG", "LC_", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")


class Child:
    """Starts its process when there is a file to read and again after every failure."""

    def __init__(self, seconds: float, memory: int, jobs: int = 500) -> None:
        self.seconds = seconds
        self.memory = memory
        self.jobs = jobs
        self._process: Process | None = None
        self._ending: list[Process] = []
        self._left = 0

    @property
    def pid(self) -> int | None:
        """The process id while there is one."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def extract(self, data: bytes | memoryview, name: str) -> Extracted:
        """What the process says of one file; "time-budget" or "extractor-failed" when it does not."""
        is_whole = False
        try:
            process = await self._running()
            async with asyncio.timeout(self.seconds):
                found = await _ask(process, data, name)
            is_whole = True
        except TimeoutError:
            return frames.unread("time-budget")
        except (OSError, EOFError, frames.BadAnswer, asyncio.IncompleteReadError):
            return frames.unread("extractor-failed")
        finally:
            # A caller that gave up leaves half a conversation behind, as a failure does.
            if not is_whole:
                self.kill()
        self._left -= 1
        if self._left <= 0 or frames.is_last(found):
            self.kill()
        return found

    def kill(self) -> None:
        """End the process at once; the event loop takes its exit status."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        if process.stdin:
            process.stdin.close()
        self._ending = [*(one for one in self._ending if one.returncode is None), process]

    async def close(self) -> None:
        """End the process and wait until it and all before it are gone."""
        self.kill()
        ending, self._ending = self._ending, []
        for process in ending:
            await process.wait()

    async def _running(self) -> Process:
        if self._process and self._process.returncode is None:
            return self._process
        environ = {key: value for key, value in os.environ.items() if key.startswith(_KEPT)}
        command = (sys.executable, "-O", "-m", "quarterdeck.extract.worker", str(self.seconds), str(self.memory))
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environ
        )
        self._left = self.jobs
        return self._process


async def _ask(process: Process, data: bytes | memoryview, name: str) -> Extracted:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(frames.request_head(len(data), name))
    process.stdin.write(data)
    await process.stdin.drain()
    head = frames.head(await _frame(process.stdout))
    return head.complete([await _frame(process.stdout) for _ in head.paths])


async def _frame(stream: asyncio.StreamReader) -> bytes:
    size = frames.FRAME.unpack(await stream.readexactly(frames.FRAME.size))[0]
    if size > frames.MAX_FRAME:
        raise frames.BadAnswer
    return await stream.readexactly(size)
