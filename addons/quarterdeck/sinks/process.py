"""The process that ships the deck log: `python -O -m quarterdeck.sinks.process`, beside the workers, a thread a sink.

It only reads the log, and carries no traffic: what happens to it, or to a receiver, happens to no request.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path
from types import FrameType

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.config.sinks import SinkEntry
from quarterdeck.errors import QuarterdeckError
from quarterdeck.sinks.cursor import cursor_path
from quarterdeck.sinks.open import open_sink
from quarterdeck.sinks.selection import chooser
from quarterdeck.sinks.shipper import Shipment, Shipper
from quarterdeck.sinks.status import tell

logger = logging.getLogger("quarterdeck.sinks")

STATUS_EVERY = 1.0
# Seconds that the threads get to ship what is left when the proxy stops; the rest follows after the next start.
LEAVE = 5.0


def main() -> int:
    """Run until SIGTERM; the exit code is 2 for bad input."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(asctime)s %(levelname)s sinks: %(message)s")
    logging.getLogger("quarterdeck").setLevel(logging.INFO)
    leaving = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_leave, leaving))
    path = os.environ.get("QUARTERDECK_CONFIG")
    try:
        config = load_config(Path(path) if path else None)
    except QuarterdeckError as error:
        logger.error("%s", error)
        return 2
    ship(config, leaving)
    return 0


def ship(config: Config, leaving: threading.Event) -> None:
    """Ship to all sinks of a configuration until told to leave, or until the supervisor is gone."""
    shippers = [shipper(config, entry, leaving) for entry in config.audit.sinks]
    for one in shippers:
        one.start()
    supervisor = os.getppid()
    while not leaving.wait(STATUS_EVERY):
        if os.getppid() != supervisor:
            leaving.set()
        tell(config.state, [one.told() for one in shippers])
    deadline = time.monotonic() + LEAVE
    for one in shippers:
        one.join(max(0.0, deadline - time.monotonic()))
    tell(config.state, [one.told() for one in shippers])


def shipper(config: Config, entry: SinkEntry, leaving: threading.Event) -> Shipper:
    """The thread of one sink."""
    shipment = Shipment(
        entry.called,
        entry.type,
        config.audit_dir,
        chooser(entry.format, entry.filter.asked()),
        cursor_path(config.state, entry.called),
        oldest=entry.start == "oldest",
    )
    return Shipper(partial(open_sink, entry), shipment, leaving)


def _leave(leaving: threading.Event, _number: int, _frame: FrameType | None) -> None:
    leaving.set()


if __name__ == "__main__":
    sys.exit(main())
