"""The process that looks after the deck log on disk: `python -O -m quarterdeck.proxy.caretaker`, beside the workers.

It has what is too old removed once a day, and the rest witnessed. It carries no traffic and delays none.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from quarterdeck.audit.deed import NO_WORKER, deed, record_deed
from quarterdeck.config.beside import given_path, serve, until_told, wait_for
from quarterdeck.config.naming import line_of
from quarterdeck.config.schema import Config
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
    # Whatever a worker has to do comes first.
    os.nice(10)
    return serve("caretaker", take_care)


def take_care(config: Config, leaving: Event) -> None:
    """Prune and show to witnesses until told to leave."""
    forked = partial(_record, config)
    pruning = Pruning(given_path())
    showing = [Showing(entry, config.audit_dir, leaving, forked) for entry in config.audit.witnesses]
    for one in showing:
        one.start()

    def look() -> None:
        pruning.look()
        _tell(config.state, pruning, showing)

    until_told(leaving, STATUS_EVERY, look)
    pruning.stop()
    wait_for(showing, LEAVE)
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


if __name__ == "__main__":
    sys.exit(main())
