"""The process that ships the deck log: `python -O -m quarterdeck.sinks.process`, beside the workers, a thread a sink.

It only reads the log, and carries no traffic: what happens to it, or to a receiver, happens to no request.
"""

from __future__ import annotations

import sys
from functools import partial
from threading import Event

from quarterdeck.config.beside import serve, until_told, wait_for
from quarterdeck.config.schema import Config
from quarterdeck.config.sinks import SinkEntry
from quarterdeck.sinks.cursor import cursor_path
from quarterdeck.sinks.open import open_sink
from quarterdeck.sinks.selection import chooser
from quarterdeck.sinks.shipper import Shipment, Shipper
from quarterdeck.sinks.status import tell

STATUS_EVERY = 1.0
# Seconds that the threads get to ship what is left when the proxy stops; the rest follows after the next start.
LEAVE = 5.0


def main() -> int:
    """Run until SIGTERM; the exit code is 2 for bad input."""
    return serve("sinks", ship)


def ship(config: Config, leaving: Event) -> None:
    """Ship to all sinks of a configuration until told to leave."""
    shippers = [shipper(config, entry, leaving) for entry in config.audit.sinks]
    for one in shippers:
        one.start()

    def look() -> None:
        tell(config.state, [one.told() for one in shippers])

    until_told(leaving, STATUS_EVERY, look)
    wait_for(shippers, LEAVE)
    look()


def shipper(config: Config, entry: SinkEntry, leaving: Event) -> Shipper:
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


if __name__ == "__main__":
    sys.exit(main())
