"""All shards of a log read in turn, those too that come later, so that none waits for another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quarterdeck.audit import layout
from quarterdeck.sinks.cursor import Place
from quarterdeck.sinks.follow import Kept, Tail


class Shards:
    """`log` is the folder of the shards, `places` where to go on in those that are known."""

    def __init__(self, log: Path, places: Mapping[str, Place]) -> None:
        self._log = log
        self._known = dict(places)
        self._tails: dict[str, Tail] = {}
        self._turn = 0

    def read(self, most: int, room: int) -> list[Kept]:
        """The next records that are vouched for, `most` at most, and about `room` bytes. Raises OSError."""
        self._look_for_more()
        tails = list(self._tails.values())
        self._turn = (self._turn + 1) % len(tails) if tails else 0
        found: list[Kept] = []
        for tail in tails[self._turn :] + tails[: self._turn]:
            records = tail.read(most - len(found), room)
            room -= sum(len(record.line) for record in records)
            found += records
        return found

    def look(self) -> None:
        """See how much there is now. Raises OSError."""
        self._look_for_more()
        for tail in self._tails.values():
            tail.look()

    def skip(self) -> None:
        """Go to the end of all that is there. Raises OSError."""
        self.look()
        for tail in self._tails.values():
            if tail.origin:
                tail.place = Place(tail.origin, tail.size)

    @property
    def places(self) -> dict[str, Place]:
        """Up to where each shard has been read. What is known of one that is not there is kept."""
        return self._known | {name: tail.place for name, tail in list(self._tails.items()) if tail.place is not None}

    @property
    def waiting(self) -> int:
        """How many records are vouched for and were not read yet."""
        return sum(tail.waiting for tail in list(self._tails.values()))

    @property
    def problems(self) -> list[str]:
        """What keeps shards from being read further."""
        return [f"{name}: {tail.problem}" for name, tail in list(self._tails.items()) if tail.problem]

    def close(self) -> None:
        """Let go of all files."""
        for tail in self._tails.values():
            tail.close()

    def _look_for_more(self) -> None:
        for shard in layout.shards(self._log):
            if shard.name not in self._tails:
                self._tails[shard.name] = Tail(shard, self._known.get(shard.name))
