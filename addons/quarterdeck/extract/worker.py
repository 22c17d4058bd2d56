"""The extractor process: reads files from standard input, one after the other, within limits that the kernel keeps.

`python -m quarterdeck.extract.worker SECONDS MEMORY`. It ends when its input ends, so with whoever started it, and
while it is busy at the latest when the time of its one file is up.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from quarterdeck.extract import extract, frames
from quarterdeck.extract.budget import Budget
from quarterdeck.model.content import Extracted

# The parent is the first to lose patience; these are for the case that it is gone.
_GRACE = 2
OUT_OF_MEMORY = 3


def main() -> int:
    """Serve until the input ends; the exit code."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory)
    _give_way()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints or reads may come between the messages.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    budget = Budget(seconds=seconds * 0.9)
    while (found := _one(requests, budget, seconds)) is not None:
        for piece in frames.answer(found):
            answers.write(piece)
        answers.flush()
        if frames.is_last(found):
            return OUT_OF_MEMORY
    return 0


def _one(requests: BinaryIO, budget: Budget, seconds: float) -> Extracted | None:
    """Read and answer one request; None at the end of the input."""
    head = requests.read(frames.REQUEST.size)
    if len(head) < frames.REQUEST.size:
        return None
    name_size, size = frames.REQUEST.unpack(head)
    try:
        name = requests.read(name_size).decode("utf-8", "replace")
        data = requests.read(size)
        if len(data) < size:
            return None
        _limit_time(seconds)
        return extract(data, name, budget)
    except MemoryError:
        return frames.unread("memory-budget")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(memory: int) -> None:
    """Private memory where the kernel counts it (Linux), else the whole address space if it counts that."""
    which = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    try:
        resource.setrlimit(which, (memory, memory))
    except (ValueError, OSError):
        # Where the kernel keeps no such limit, time and the budget are what is left.
        return


def _give_way() -> None:
    """Where memory runs out, a file is given up before the traffic is (Linux, proc_pid_oom_score_adj(5))."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _limit_time(seconds: float) -> None:
    """Wall-clock and processor time for one file; both kill (SIGALRM, SIGXCPU), so no library can swallow them."""
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + _GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    sys.exit(main())
