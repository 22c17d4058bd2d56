"""One sink at work: a thread that reads the log as far as it is vouched for, delivers, and only then moves its cursor.

Nothing waits in memory but the batch in hand. What cannot be delivered stays in the log, and is read again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from quarterdeck.errors import QuarterdeckError
from quarterdeck.sinks.follow import Kept
from quarterdeck.sinks.progress import Progress
from quarterdeck.sinks.selection import Choose
from quarterdeck.sinks.shards import Shards
from quarterdeck.sinks.sink import Sink
from quarterdeck.sinks.status import Told
from quarterdeck.sinks.unconfirmed import Unconfirmed

logger = logging.getLogger("quarterdeck.sinks")

# Records and bytes of a batch, and seconds between two looks at a log that has nothing new.
MOST, ROOM, LOOK = 500, 1 << 20, 0.25
# Seconds between attempts at a sink that is down: doubled each time, up to the second.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Shipment:
    """To which sink, under its name and of its type, what is shipped: the folder of the shards, which of it and how;
    the file of the cursor, and whether a sink that has none yet gets what was there before it.
    """

    name: str
    type: str
    log: Path
    choose: Choose
    cursor: Path
    oldest: bool = True


class Shipper(threading.Thread):
    """`connect` makes the sink, and is asked again when that fails. Once `leaving` is set it ends as soon as nothing
    waits, or the sink does not take it.
    """

    def __init__(self, connect: Callable[[], Sink], shipment: Shipment, leaving: threading.Event) -> None:
        super().__init__(name=f"sink-{shipment.name}", daemon=True)
        self._connect = connect
        self._what = shipment
        self._leaving = leaving
        self._progress = Progress(shipment.cursor)
        self._shards = Shards(shipment.log, self._progress.places)
        self._sink: Sink | None = None
        self._delivered = 0
        self._problem = ""
        self._down_since = 0.0
        self._pause = FIRST_PAUSE
        self._oldest: float | None = None

    def run(self) -> None:
        """Ship until told to leave."""
        while not self._leaving.wait(self._step()):
            pass
        while self._step() == 0:
            pass
        if self._sink is not None:
            self._sink.close()
        self._shards.close()

    def told(self) -> Told:
        """What there is to say of it now; may be asked from another thread."""
        shards, oldest = self._shards, self._oldest
        return Told(
            self._what.name,
            self._what.type,
            self._delivered,
            shards.waiting,
            0.0 if oldest is None else max(0.0, time.time() - oldest),
            sum(place.lost for place in shards.places.values()),
            "; ".join(filter(None, [self._problem, self._progress.problem, *shards.problems])),
        )

    def _step(self) -> float:
        """Do one round; the seconds until the next."""
        try:
            more = self._round()
        except (QuarterdeckError, OSError) as error:
            return self._failed(str(error))
        except Exception as error:  # noqa: BLE001  a mistake in one sink must not end the others
            return self._failed(f"{type(error).__name__}, a fault of the sink itself")
        self._succeeded()
        return 0 if more else LOOK

    def _round(self) -> bool:
        """Deliver what comes next. Says whether there was something."""
        if self._progress.fresh:
            self._begin()
        records = self._shards.read(MOST, ROOM)
        self._oldest = _moment(records[0]) if records else None
        if self._sink is None:
            self._sink = self._connect()
        batch = self._what.choose(records)
        if batch:
            self._sink.deliver(batch)
            self._delivered += len(batch)
        if records:
            self._progress.sent(self._shards.places)
        self._settle(self._sink)
        return bool(records)

    def _begin(self) -> None:
        if not self._what.oldest:
            self._shards.skip()
        self._progress.begin(self._shards.places)

    def _settle(self, sink: Sink) -> None:
        overlap = 0.0
        if isinstance(sink, Unconfirmed):
            overlap = sink.overlap
            if self._progress.open:
                sink.check()
        self._progress.settle(overlap)

    def _succeeded(self) -> None:
        if self._problem:
            logger.warning("the sink %s is back after %.0f s", self._what.name, time.monotonic() - self._down_since)
        self._problem, self._pause, self._oldest = "", FIRST_PAUSE, None

    def _failed(self, why: str) -> float:
        """Go back to what counts as delivered. Returns the seconds until the next attempt."""
        if not self._problem:
            logger.error("the sink %s is down: %s; what it does not get waits in the deck log", self._what.name, why)
            self._down_since = time.monotonic()
        self._problem = why
        self._progress.forget()
        self._shards.close()
        self._shards = Shards(self._what.log, self._progress.places)
        with suppress(OSError):
            self._shards.look()
        pause = self._pause
        self._pause = min(LONGEST_PAUSE, pause * 2)
        return pause


def _moment(record: Kept) -> float | None:
    """When a record was written, in seconds since the epoch."""
    try:
        return datetime.fromisoformat(orjson.loads(record.line)["time"]).astimezone(UTC).timestamp()
    except (ValueError, KeyError, TypeError):
        return None
