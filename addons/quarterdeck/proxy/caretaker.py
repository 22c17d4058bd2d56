"""The process that looks after the deck log on disk: `python -O -m quarterdeck.proxy.caretaker`, beside the workers.

It has what is too old removed once a day, and the rest witnessed. It carries no traffic and delays none.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from quarterdeck.audit.deed import NO_WORKER, deed, record_deed
from quarterdeck.config.load import load_config
from quarterdeck.config.naming import line_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.processes import caretaker_path
from quarterdeck.proxy.pruning import Pruning
from quarterdeck.proxy.showing import Showing
from quarterdeck.proxy.status import write_json

logger = logging.getLogger("quarterdeck.caretaker")

STATUS_EVERY = 2.0
# Seconds that the witnesses get to see the last checkpoint when the proxy stops.
LEAVE = 5.0


def main() -> int:
    """Run until SIGTERM; the exit code is 2 for bad input."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.ERROR, format="%(asctime)s %(levelname)s caretaker: %(message)s"
    )
    logging.getLogger("quarterdeck").setLevel(logging.INFO)
    # Whatever a worker has to do comes first.
    os.nice(10)
    leaving = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_leave, leaving))
    path = os.environ.get("QUARTERDECK_CONFIG")
    try:
        config = load_config(Path(path) if path else None)
    except QuarterdeckError as error:
        logger.error("%s", error)
        return 2
    take_care(config, Pruning(path), leaving)
    return 0


def take_care(config: Config, pruning: Pruning, leaving: threading.Event) -> None:
    """Prune and show to witnesses until told to leave, or until the supervisor is gone."""
    forked = partial(_record, config)
    showing = [Showing(entry, config.audit_dir, leaving, forked) for entry in config.audit.witnesses]
    for one in showing:
        one.start()
    supervisor = os.getppid()
    while not leaving.wait(STATUS_EVERY):
        if os.getppid() != supervisor:
            leaving.set()
        pruning.look()
        _tell(config.state, pruning, showing)
    pruning.stop()
    deadline = time.monotonic() + LEAVE
    for one in showing:
        one.join(max(0.0, deadline - time.monotonic()))
    _tell(config.state, pruning, showing)


def _record(config: Config, why: str) -> None:
    """Put it on record, so that it is shipped to where others read it."""
    record = replace(deed(f"witness: {why}"), outcome=Outcome.FAILED)
    record_deed(config.state, record, line=line_of(config, NO_WORKER))


def _tell(state: Path, pruning: Pruning, showing: list[Showing]) -> None:
    data: dict[str, Any] = {
        "pid": os.getpid(),
        "time": time.time(),
        "retention": pruning.told(),
        "witnesses": [one.told() for one in showing],
    }
    try:
        write_json(caretaker_path(state), data)
    except OSError as error:
        logger.warning("cannot write the status file: %s", error)


def _leave(leaving: threading.Event, _number: int, _frame: FrameType | None) -> None:
    leaving.set()


if __name__ == "__main__":
    sys.exit(main())
