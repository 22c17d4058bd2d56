"""How much may be held: of one body, of all bodies of this worker, and never what the disk must keep free."""

from __future__ import annotations

import logging
import os

from quarterdeck.config.schema import Config
from quarterdeck.proxy.spool import Spool

logger = logging.getLogger("quarterdeck.room")

FULL = "spool-full"
FAILED = "spool-failed"


class Room:
    """The part of the disk that one worker may fill: its share of `limits.spool_total`."""

    def __init__(self, config: Config) -> None:
        self._limits = config.limits
        self._folder = config.state / "spool"
        self.most = config.limits.spool_total // config.worker_count
        self.used = 0

    def open(self) -> Spool | str:
        """A place for one body, or the reason why there is none."""
        try:
            spool = Spool(self._folder)
            if self._free() < self._limits.min_free:
                spool.close()
                return FULL
        except OSError as error:
            logger.error("no body can be held on disk: %s", error.strerror)
            return FAILED
        return spool

    def take(self, size: int) -> str | None:
        """Set `size` bytes aside; else the reason why that cannot be. Raises OSError."""
        if self.used + size > self.most or self._free() - size < self._limits.min_free:
            return FULL
        self.used += size
        return None

    def give(self, size: int) -> None:
        """Give back what was set aside."""
        self.used -= size

    def warn(self) -> None:
        """Say at start when bodies will not be held."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            free = self._free()
        except OSError as error:
            logger.warning("no body can be held on disk: %s", error.strerror)
            return
        if free < self._limits.min_free:
            logger.warning(
                "bodies over limits.memory_body are not held on disk, and so not read: %s has %d MB free, and "
                "limits.min_free is %d MB",
                self._folder,
                free // 1_000_000,
                self._limits.min_free // 1_000_000,
            )

    def _free(self) -> int:
        disk = os.statvfs(self._folder)
        return disk.f_bavail * disk.f_frsize
