"""A thread that shows each checkpoint of the deck log to one witness, some times a minute, and delays nobody by it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quarterdeck.audit import layout
from quarterdeck.audit.witnessing import Forked, Seen, show
from quarterdeck.config.witnesses import WitnessEntry
from quarterdeck.errors import QuarterdeckError
from quarterdeck.sinks.receiver import Receiver
from quarterdeck.sinks.sink import Undelivered

logger = logging.getLogger("quarterdeck.caretaker")

# Seconds between two looks, so that what is witnessed is a minute old at most, and for an answer.
EVERY = 30.0
_PATIENCE = 10.0


@dataclass(slots=True)
class Shown:
    """What is told of one shard: up to which record it was signed, when, and what is wrong."""

    log: str
    records: int = 0
    time: int = 0
    problem: str = ""
    forked: bool = False


class Showing(threading.Thread):
    """`forked` is called once with each contradiction between the log and the witness; it may raise OSError and
    QuarterdeckError. Once `leaving` is set it looks a last time, and ends.
    """

    def __init__(
        self,
        entry: WitnessEntry,
        log: Path,
        leaving: threading.Event,
        forked: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__(name=f"witness-{entry.verifier.name}", daemon=True)
        self._entry, self._log, self._leaving, self._forked = entry, log, leaving, forked
        self._receiver: Receiver | None = None
        self._shown: dict[str, Shown] = {}
        self._problem = ""

    def run(self) -> None:
        """Show what is new until told to leave."""
        while True:
            last = self._leaving.is_set()
            self.look()
            if last:
                return
            self._leaving.wait(EVERY)

    def look(self) -> None:
        """Show the newest checkpoint of each shard."""
        try:
            for shard in layout.shards(self._log):
                self._show(shard)
        except (QuarterdeckError, OSError) as error:
            self._tell(str(error))
        else:
            self._tell("")

    def told(self) -> dict[str, Any]:
        """What `status` says of the witness."""
        shards = [asdict(one) for one in self._shown.copy().values()]
        return {"name": self._entry.verifier.name, "problem": self._problem, "logs": shards}

    def _show(self, shard: Path) -> None:
        """Raises Undelivered and OSError: then the other shards need not be tried."""
        shown = self._shown.setdefault(shard.name, Shown(shard.name))
        try:
            seen = show(shard, self._entry.verifier, self._post)
        except Undelivered:
            raise
        except QuarterdeckError as error:
            self._wrong(shown, error)
        else:
            self._right(shown, seen)

    def _right(self, shown: Shown, seen: Seen | None) -> None:
        shown.problem, shown.forked = "", False
        if seen is not None:
            shown.records, shown.time = seen.size, seen.time

    def _wrong(self, shown: Shown, error: QuarterdeckError) -> None:
        new, shown.problem, shown.forked = str(error) != shown.problem, str(error), isinstance(error, Forked)
        if not new:
            return
        if not shown.forked:
            logger.warning("%s", error)
            return
        logger.critical("THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN: %s", error)
        try:
            self._forked(str(error))
        except (OSError, QuarterdeckError) as failed:
            logger.error("that cannot be put on record: %s", failed)

    def _tell(self, problem: str) -> None:
        if problem and problem != self._problem:
            logger.warning("witness %s: %s", self._entry.verifier.name, problem)
        self._problem = problem

    def _post(self, body: bytes) -> tuple[int, bytes]:
        if self._receiver is None:
            self._receiver = Receiver(self._entry.url, ca=self._entry.ca, patience=_PATIENCE)
        path = f"{self._receiver.path.rstrip('/')}/add-checkpoint"
        answer = self._receiver.post(path, body, {"Content-Type": "text/plain"})
        return answer.status, answer.body
