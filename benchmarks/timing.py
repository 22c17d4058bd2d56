"""The time of a piece of work is that of the best of several runs: other work on the machine only ever adds."""

from __future__ import annotations

import time
from collections.abc import Callable

RUNS = 7


def microseconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Of one round, in the best of RUNS runs of so many rounds."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        for _ in range(rounds):
            work()
        best = min(best, time.perf_counter() - began)
    return best / rounds * 1e6
