"""What a sink has delivered, on disk as soon as it counts: at once, or when it is `overlap` seconds old."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from quarterdeck.sinks.cursor import DamagedCursor, Place, read_places, write_places

logger = logging.getLogger("quarterdeck.sinks")


class Progress:
    """`places` is what counts, and what is gone back to after a failure. `fresh`: there was no cursor at all. `problem`
    says why it cannot be put on disk, or is "".
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.places: dict[str, Place] = {}
        self.problem = ""
        self._path = path
        self._clock = clock
        self._sent: deque[tuple[float, Mapping[str, Place]]] = deque()
        self._saved: Mapping[str, Place] = {}
        try:
            found = read_places(path)
        except DamagedCursor as error:
            logger.error("%s; all that the deck log has is shipped again", error)
            found = {}
        self.fresh = found is None
        self.places = dict(found or {})
        self._saved = dict(self.places)

    @property
    def open(self) -> bool:
        """Whether something was sent that does not count yet."""
        return bool(self._sent)

    def begin(self, places: Mapping[str, Place]) -> None:
        """Begin at these places. It is put on disk even where there are none, so that the sink is not new again."""
        self.places = dict(places)
        self.fresh = False
        self._save()

    def sent(self, places: Mapping[str, Place]) -> None:
        """All up to these places has been sent."""
        self._sent.append((self._clock(), places))

    def settle(self, overlap: float) -> None:
        """Let count what was sent `overlap` seconds ago or earlier."""
        now = self._clock()
        while self._sent and now - self._sent[0][0] >= overlap:
            self.places = dict(self._sent.popleft()[1])
        if self.places != self._saved:
            self._save()

    def forget(self) -> None:
        """What does not count yet is to be sent again."""
        self._sent.clear()

    def _save(self) -> None:
        try:
            write_places(self._path, self.places)
        except OSError as error:
            if not self.problem:
                logger.error(
                    "%s cannot be written: %s; after a restart more is shipped again", self._path, error.strerror
                )
            self.problem = f"its cursor cannot be written: {error.strerror}"
        else:
            self._saved = dict(self.places)
            self.problem = ""
