"""How much of the traffic was read, and why the rest was not: coverage is counted, never assumed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

from quarterdeck.model.decision import Coverage

logger = logging.getLogger("quarterdeck.coverage")

# Seconds between two warnings about one format at one host.
_AGAIN = 3600.0


class Tally:
    """Totals since the worker started."""

    def __init__(self) -> None:
        self.coverage: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self.drift: Counter[tuple[str, str]] = Counter()
        self._warned: dict[tuple[str, str], float] = {}

    def add(self, coverage: Coverage, unread: Sequence[str]) -> None:
        """Count an exchange or a connection."""
        self.coverage[coverage.value] += 1
        self.unread.update(unread)

    def drifted(self, format_: str, host: str, now: float) -> None:
        """Count a request that has lost the shape of its format, and warn, at most once an hour for each."""
        key = (format_, host)
        self.drift[key] += 1
        if now - self._warned.get(key, 0.0) >= _AGAIN:
            self._warned[key] = now
            logger.warning(
                "adapter drift: requests to %s do not have the shape that %s should have; what they say is not read",
                host,
                format_,
            )

    def told(self) -> dict[str, Any]:
        """The totals as plain data."""
        return {
            **{coverage.value: self.coverage[coverage.value] for coverage in Coverage},
            "unread": dict(sorted(self.unread.items())),
            "drift": [
                {"format": format_, "host": host, "requests": number}
                for (format_, host), number in sorted(self.drift.items())
            ],
        }
