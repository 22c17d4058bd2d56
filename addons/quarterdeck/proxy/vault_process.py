"""The store's process as the supervisor sees it: started again when it dies, each time later when it dies at once."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from quarterdeck.proxy.backoff import Backoff

logger = logging.getLogger("quarterdeck.supervisor")

# It has nothing to finish.
_PATIENCE = 5.0


class VaultProcess:
    """It serves at `path` and forgets a conversation that is idle for `expire` seconds."""

    def __init__(self, environ: Mapping[str, str], path: Path, expire: float) -> None:
        self.environ = environ
        self.path = path
        self.expire = expire
        self.process: subprocess.Popen[bytes] | None = None
        self._backoff = Backoff()
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        return None if self.process is None else self.process.pid

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "-O", "-m", "quarterdeck.proxy.vault_server", str(self.path), str(self.expire)]
        self._started = time.monotonic()
        self.process = subprocess.Popen(command, env=dict(self.environ), start_new_session=True)

    def watch(self) -> bool:
        """Start it again when it is dead and due. Says whether it was started."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return False
            delay = self._backoff.after(time.monotonic() - self._started)
            logger.error("the store of placeholders ended with code %d; started again in %.1f s", code, delay)
            self.process = None
            self._due = time.monotonic() + delay
        if time.monotonic() < self._due:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """End it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
