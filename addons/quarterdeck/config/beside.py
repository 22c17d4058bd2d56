"""How a process beside the workers begins, and how it ends: by SIGTERM, or because its supervisor is gone."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError

logger = logging.getLogger("quarterdeck.beside")


def given_path() -> str | None:
    """The configuration file that the supervisor was given, None when there is none."""
    return os.environ.get("QUARTERDECK_CONFIG")


def serve(name: str, work: Callable[[Config, Event], None]) -> int:
    """Do the work of a process until the event is set, as SIGTERM does; the exit code is 2 for bad input.

    What it has to say goes to standard error under its `name`.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format=f"%(asctime)s %(levelname)s {name}: %(message)s")
    logging.getLogger("quarterdeck").setLevel(logging.INFO)
    leaving = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_leave, leaving))
    path = given_path()
    try:
        config = load_config(Path(path) if path else None)
    except QuarterdeckError as error:
        logger.error("%s", error)
        return 2
    work(config, leaving)
    return 0


def until_told(leaving: Event, seconds: float, look: Callable[[], object]) -> None:
    """Look every so many seconds until told to leave. The event is also set when the supervisor is gone."""
    supervisor = os.getppid()
    while not leaving.wait(seconds):
        if os.getppid() != supervisor:
            leaving.set()
        look()


def wait_for(threads: Iterable[Thread], seconds: float) -> None:
    """Give threads that have been told to leave so many seconds, all of them together."""
    deadline = time.monotonic() + seconds
    for one in threads:
        one.join(max(0.0, deadline - time.monotonic()))


def _leave(leaving: Event, _number: int, _frame: FrameType | None) -> None:
    leaving.set()
