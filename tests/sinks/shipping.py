"""What the tests of shipping share: a log to ship, and a sink that takes, refuses and remembers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import orjson

from quarterdeck.audit.shard import Shard
from quarterdeck.sinks.selection import Choose, chooser
from quarterdeck.sinks.shipper import Shipment, Shipper
from quarterdeck.sinks.sink import Shipped, Sink, Undelivered
from quarterdeck.sinks.unconfirmed import Unconfirmed
from tests.audit.shards import opened


def record(number: int, **fields: object) -> bytes:
    """A line of the log, with its line feed."""
    told = {"time": "2026-11-25T10:00:00.000Z", "event": "decision", "outcome": "refused", "number": number, **fields}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n"


class Deck:
    """A log with shards that are written to as workers do; `segment` is after how many bytes one turns."""

    def __init__(self, state: Path, *names: str, segment: int = 2000) -> None:
        self.state = state
        self.folder = state / "audit"
        self.shards: dict[str, Shard] = {}
        for name in names or ("deck-0",):
            self.begin(name, segment)

    def begin(self, name: str, segment: int = 2000) -> None:
        self.shards[name] = opened(self.folder / name, segment=segment)

    def write(self, *numbers: int, name: str = "deck-0", sign: bool = True, **fields: object) -> None:
        """Append records, one after the other; they are vouched for unless `sign` says otherwise."""
        for number in numbers:
            self.shards[name].append([record(number, **fields)])
        if sign:
            self.shards[name].sign()

    def id(self, number: int, name: str = "deck-0") -> str:
        """What a record is called wherever it is shipped."""
        return f"{self.origin(name)}/{number}"

    def origin(self, name: str = "deck-0") -> str:
        return (self.folder / name / "log.pub").read_text().partition("+")[0]


class Collecting(Sink):
    """Takes everything while it is up, and refuses while it is down."""

    def __init__(self) -> None:
        self.got: list[Shipped] = []
        self.batches: list[int] = []
        self.up = True
        self.asked = threading.Semaphore(0)

    def deliver(self, batch: Sequence[Shipped]) -> None:
        self.asked.release()
        if not self.up:
            raise Undelivered("the receiver of the test is down")
        self.got += batch
        self.batches.append(len(batch))

    def close(self) -> None:
        pass

    @property
    def numbers(self) -> list[int]:
        return [orjson.loads(one.line)["number"] for one in self.got]


class Forgetful(Unconfirmed, Collecting):
    """Takes everything, and may lose what it took: until `broken` is seen, whoever sends knows nothing of it."""

    overlap = 3600.0
    broken = False

    def check(self) -> None:
        if self.broken:
            self.broken = False
            raise Undelivered("the connection of the test has ended")


def shipper(deck: Deck, sink: Sink, *, choose: Choose | None = None, oldest: bool = True) -> Shipper:
    """A shipper that has not begun. Its cursor is that of the sink called "test"."""
    shipment = Shipment(
        "test", "file", deck.folder, choose or chooser("jsonl", {}), deck.state / "sinks" / "test.json", oldest
    )
    return Shipper(lambda: sink, shipment, threading.Event())
