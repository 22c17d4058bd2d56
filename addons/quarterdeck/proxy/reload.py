"""A changed rule file is compiled aside, its cases are run, and only then does it replace the policy, all at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from quarterdeck.config.compose import World, load_world, source_files
from quarterdeck.config.lastgood import keep
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.record import Outcome
from quarterdeck.policy.load import PolicyFile
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import Runtime

logger = logging.getLogger("quarterdeck.reload")

QUIET = 2.0
POLL = 0.5

Stamp = tuple[tuple[str, int, int, int], ...]


class Reloader:
    """Watches the sources of the policy. `keeper` is True in the one worker that saves the last good set.

    `adopted` is called when new rules have come into force, `changed` after every attempt.
    """

    def __init__(
        self,
        runtime: Runtime,
        recorder: Recorder,
        *,
        keeper: bool,
        adopted: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        self.runtime = runtime
        self.recorder = recorder
        self.keeper = keeper
        self.adopted = adopted
        self.changed = changed
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Reload now, whether or not a file has changed (SIGHUP)."""
        self._asked.set()

    async def watch(self) -> None:
        """Reload two quiet seconds after the last change, until cancelled."""
        seen = await self._stamp()
        settled, since = seen, time.monotonic()
        while True:
            try:
                await asyncio.wait_for(self._asked.wait(), POLL)
            except TimeoutError:
                now = await self._stamp()
                if now != settled:
                    settled, since = now, time.monotonic()
                if settled == seen or time.monotonic() - since < QUIET:
                    continue
            self._asked.clear()
            seen = settled = await self._stamp()
            await self.reload()

    async def _stamp(self) -> Stamp:
        return await _aside(stamp, self.runtime.config, self.runtime.world.files)

    async def reload(self) -> None:
        """Compile the sources aside and put them in force, or say loudly why not."""
        try:
            world = await _aside(load_world, self.runtime.config)
        except (QuarterdeckError, OSError) as error:
            self.runtime.problem = str(error)
            logger.error("the rules were NOT changed; the last good ones stay in force:\n%s", error)
            self.recorder.policy(Outcome.REFUSED, f"not loaded: {first_line(error)}", self.runtime.world.policy.version)
        else:
            self._adopt(world)
            await self._keep(world)
        self.runtime.reload_done = time.time()
        self.changed()

    async def _keep(self, world: World) -> None:
        """A disk that takes no copy of good rules is no reason not to enforce them."""
        if self.keeper:
            try:
                await _aside(keep, self.runtime.config, world)
            except OSError as error:
                logger.warning("the rules in force cannot be kept for a later start: %s", error)

    def _adopt(self, world: World) -> None:
        self.runtime.world = world
        self.runtime.problem = ""
        self.runtime.loaded = time.time()
        logger.info("policy %s is in force", world.policy.version)
        self.recorder.policy(Outcome.FORWARDED, "in force", world.policy.version)
        self.adopted()


async def _aside[*A, R](work: Callable[[*A], R], *args: *A) -> R:
    """Let a thread do what would keep the connections waiting."""
    return await asyncio.get_running_loop().run_in_executor(None, work, *args)


def first_line(error: BaseException) -> str:
    """The first line of an error, for a record that holds one."""
    return str(error).partition("\n")[0]


def stamp(config: Config, files: Sequence[PolicyFile]) -> Stamp:
    """What the source files look like from outside: path, time, size and inode of each."""
    found = []
    for path in source_files(config, files):
        try:
            stat = Path(path).stat()
        except OSError:
            found.append((str(path), 0, 0, 0))
        else:
            found.append((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(found)
