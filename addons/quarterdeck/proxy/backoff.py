"""When a process that has ended is started again: the later, the more often in a row it did not live long."""

from __future__ import annotations

SHORT_LIFE = 5.0
MOST_DELAY = 10.0
_FIRST = 0.1


class Backoff:
    """Of one process. All times are seconds."""

    def __init__(self) -> None:
        self._delay = _FIRST

    def after(self, lived: float) -> float:
        """How long to wait now that it has ended after so long a life."""
        self._delay = min(MOST_DELAY, self._delay * 2) if lived < SHORT_LIFE else _FIRST
        return self._delay
