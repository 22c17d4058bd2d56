"""A progress bar on the terminal, for work that has taken more than a second; nothing anywhere else."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import click

PATIENCE = 1.0


class Progress:
    """Counts steps of `length`; the bar appears on standard error after PATIENCE seconds."""

    def __init__(self, label: str, length: int) -> None:
        self._label, self._length = label, length
        self._began = time.monotonic()
        self._shown = 0
        self._done = 0
        self._bar: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    def step(self, _thing: object = None) -> None:
        """One more is about to be done."""
        if self._bar is None and time.monotonic() - self._began > PATIENCE and sys.stderr.isatty():
            bar = click.progressbar(length=self._length, label=self._label, file=sys.stderr)
            self._bar = self._stack.enter_context(bar)
        if self._bar is not None:
            self._bar.update(self._done - self._shown)
            self._shown = self._done
        self._done += 1
