"""What could not be written is counted, and the log says so itself as soon as its disk takes records again."""

from __future__ import annotations

import time
from dataclasses import dataclass

from quarterdeck.model.record import Outcome, Record


@dataclass(slots=True)
class Lost:
    """`count` records were not written since `since` (seconds since the epoch), `late` were written after they had
    been given up; `why` is the newest error.
    """

    count: int = 0
    late: int = 0
    since: float = 0.0
    why: str = ""

    def __bool__(self) -> bool:
        return bool(self.count or self.late)

    def add(self, count: int, error: OSError) -> None:
        """So many more were not written."""
        if count:
            self.since = self.since or time.time()
            self.count += count
            self.why = error.strerror or str(error)

    def found(self, count: int) -> None:
        """So many that were given up are there after all."""
        self.since = self.since or time.time()
        self.late += count

    def told(self) -> Record:
        """The record of it, to be written before any other."""
        began = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.since))
        said = f"incomplete: records since {began} that could not be written: {self.count} ({self.why})"
        if self.late:
            said += f"; records before this one that were written after their requests had been settled: {self.late}"
        return Record(event="log", incident="", time=time.time(), outcome=Outcome.FAILED, reason=said)

    def forget(self, told: Lost) -> None:
        """What was told is on disk; what was lost meanwhile is still to be told."""
        self.count -= told.count
        self.late -= told.late
        if not self:
            self.since, self.why = 0.0, ""
