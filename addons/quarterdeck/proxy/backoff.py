"""When a process that has ended is started again: the later, the more often in a row it did not live long."""

from __future__ import annotations

SHORT_LIFE = 5.0
MOST_DELAY = 10.0


class Backoff:
    """Of one process. All times are seconds."""

    def __init__(self) -> None:
        self._short_lives = 0

    def after(self, lived: float) -> float:
        """How long to wait now that it has ended after so long a life."""
        self._short_lives = self._short_lives + 1 if lived < SHORT_LIFE else 0
        return min(MOST_DELAY, 0.1 * 2.0**self._short_lives)
