"""A process that the supervisor keeps beside the workers: started again when it dies, each time later when it dies at
once.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Mapping

from quarterdeck.proxy.backoff import Backoff

logger = logging.getLogger("quarterdeck.supervisor")


class Companion:
    """`called` names it in messages, `arguments` are the module that it runs and what that is told. Told to stop, it
    gets `patience` seconds.
    """

    def __init__(self, called: str, environ: Mapping[str, str], arguments: list[str], patience: float) -> None:
        self.called = called
        self.environ = environ
        self.arguments = arguments
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self._backoff = Backoff()
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        return None if self.process is None else self.process.pid

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "-O", "-m", *self.arguments]
        self._started = time.monotonic()
        self.process = subprocess.Popen(command, env=dict(self.environ), start_new_session=True)

    def watch(self) -> bool:
        """Start it again when it is dead and due. Says whether it was started."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return False
            delay = self._backoff.after(time.monotonic() - self._started)
            logger.error("%s ended with code %d; started again in %.1f s", self.called, code, delay)
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
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
