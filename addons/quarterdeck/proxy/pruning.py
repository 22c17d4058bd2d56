"""Retention once a day: `quarterdeck audit prune` as a process of its own, whose memory is gone with it."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from typing import Any

logger = logging.getLogger("quarterdeck.caretaker")

# Seconds until the first run, when the workers have come up; between runs; and until another try of one that failed.
FIRST, EVERY, AGAIN = 60.0, 86_400.0, 3600.0
_PATIENCE = 2.0
_SAID = 2000


class Pruning:
    """`path` is the configuration file, if there is one; the rest of the configuration is in the environment."""

    def __init__(self, path: str | None = None) -> None:
        given = ["-c", path] if path else []
        self._command = [sys.executable, "-O", "-m", "quarterdeck", "audit", "prune", "--json", *given]
        self._process: subprocess.Popen[bytes] | None = None
        self._due = time.monotonic() + FIRST
        self._last = 0.0
        self._problem = ""

    def look(self) -> None:
        """Start it when it is due, and see to its end."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        elif self._process.poll() is not None:
            self._ended(self._process)

    def told(self) -> dict[str, Any]:
        """When it ran last (seconds since the epoch, 0 for never), and what was wrong."""
        return {"time": self._last, "problem": self._problem}

    def stop(self) -> None:
        """End a run that is under way; what it had removed is on record."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        said = process.communicate()[1].decode(errors="replace").strip()[:_SAID]
        self._process, self._last = None, time.time()
        self._problem = "" if process.returncode == 0 else said or f"it ended with code {process.returncode}"
        self._due = time.monotonic() + (AGAIN if self._problem else EVERY)
        if self._problem:
            logger.error("old records cannot be removed: %s", self._problem)
