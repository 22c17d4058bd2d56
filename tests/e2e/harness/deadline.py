"""Waiting is always for an event and always ends: no test sleeps for a time and hopes."""

from __future__ import annotations

import time
from collections.abc import Callable

STEP = 0.005


class Late(AssertionError):
    """What was waited for did not happen in time."""


def until[T](question: Callable[[], T], what: str, seconds: float = 10.0) -> T:
    """The first true answer to `question`; raises Late after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        if answer := question():
            return answer
        if time.monotonic() > end:
            raise Late(f"after {seconds:g} s still waiting for {what}")
        time.sleep(STEP)
