"""Reading one shard on and on: whole records, in order, and only those that a signed checkpoint vouches for."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import open_checkpoint
from quarterdeck.audit.layout import Segment
from quarterdeck.audit.note import Untrusted
from quarterdeck.sinks.cursor import Place

logger = logging.getLogger("quarterdeck.sinks")

_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it stands in the log: its shard's origin, its number, its line without the line feed."""

    origin: str
    index: int
    line: bytes


class Tail:
    """One shard, read from `place` on; without a place from the oldest record that is there. `place` moves with what
    was read. `size` is how many records are vouched for, `origin` by whom, `problem` what keeps it from being read
    further, or "".
    """

    def __init__(self, shard: Path, place: Place | None = None) -> None:
        self.shard = shard
        self.place = place
        self.size = 0
        self.problem = ""
        self.origin = ""
        self._note = b""
        self._met = place is None
        self._lost = 0
        self._file: BinaryIO | None = None

    @property
    def waiting(self) -> int:
        """How many records are vouched for and were not read yet."""
        return self.size if self.place is None else max(0, self.size - self.place.index)

    def look(self) -> None:
        """See how far the log is vouched for now. Raises OSError."""
        try:
            note = (self.shard / layout.CHECKPOINT).read_bytes()
            if note == self._note:
                return
            key = (self.shard / layout.PUBLIC_KEY).read_text().strip()
        except FileNotFoundError:
            # A shard that has only just been begun.
            return
        try:
            checkpoint, _ = open_checkpoint(note, [key])
        except (Untrusted, UnicodeDecodeError) as error:
            self._trouble(f"its checkpoint cannot be trusted: {error}")
            return
        self._note, self.origin, self.size = note, checkpoint.origin, checkpoint.size
        self.problem = ""
        if self.place is not None and (self.place.origin != self.origin or self.place.index > self.size):
            self._begin_anew("is another log than the one that was shipped")

    def read(self, most: int, room: int) -> list[Kept]:
        """The next records, `most` at most, and no more once they have `room` bytes. Raises OSError."""
        self.look()
        found: list[Kept] = []
        while self.waiting and len(found) < most and room > 0:
            line = self._next()
            if line is None or self.place is None:
                break
            found.append(Kept(self.origin, self.place.index, line))
            room -= len(line)
            self.place = replace(self.place, index=self.place.index + 1, last=sha256(line).hexdigest())
        return found

    def close(self) -> None:
        """Let go of the segment."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _next(self) -> bytes | None:
        """The record at the place, None where there is none."""
        if self._file is not None:
            line = self._file.readline()
            if line.endswith(b"\n"):
                return line[:-1]
            # The segment has ended; what is vouched for and not in it is in the next.
            self.close()
        self._file = self._opened()
        return self._file.readline()[:-1] if self._file is not None else None

    def _opened(self) -> BinaryIO | None:
        """The segment that holds the record at the place, left at this record."""
        segments = layout.segments(self.shard)
        if not segments:
            self._trouble(f"{self.size} records are vouched for, and none is there")
            return None
        if self.place is not None and not self._met:
            if not self._continues(segments, self.place):
                self._begin_anew("does not hold the record that was shipped last")
            self._met = True
        place = self.place = self.place or Place(self.origin, segments[0].first, lost=self._lost)
        held = [segment for segment in segments if segment.first <= place.index]
        if held and (file := _at(held[-1], place.index)):
            return file
        later = next((segment for segment in segments if segment.first > place.index), None)
        if later is None:
            self._trouble(f"{self.size} records are vouched for, and number {place.index} is not there")
            return None
        self._pass_over(place, later.first)
        return _at(later, later.first)

    def _continues(self, segments: list[Segment], place: Place) -> bool:
        """Whether the record before the place is the one that was shipped, as far as it is still there to be seen."""
        before = [segment for segment in segments if segment.first < place.index]
        file = _at(before[-1], place.index - 1) if before and place.last else None
        if file is None:
            return True
        with file:
            return sha256(file.readline()[:-1]).hexdigest() == place.last

    def _begin_anew(self, why: str) -> None:
        logger.error("%s %s; all of it is shipped", self.shard, why)
        self._lost = self.place.lost if self.place is not None else 0
        self.place = None
        self.close()

    def _pass_over(self, place: Place, first: int) -> None:
        logger.error(
            "%s: records %d to %d were removed before they were shipped; this sink does not get them",
            self.shard,
            place.index,
            first - 1,
        )
        self.place = Place(place.origin, first, lost=place.lost + first - place.index)

    def _trouble(self, text: str) -> None:
        if text != self.problem:
            logger.error("%s: %s", self.shard, text)
        self.problem = text


def _at(segment: Segment, index: int) -> BinaryIO | None:
    """A segment, left at a record; None where the record is not in it, whole."""
    try:
        file = segment.path.open("rb", buffering=_AT_ONCE)
    except FileNotFoundError:
        return None
    for _ in range(index - segment.first):
        file.readline()
    here = file.tell()
    if not file.readline().endswith(b"\n"):
        file.close()
        return None
    file.seek(here)
    return file
