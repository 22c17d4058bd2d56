"""The names of the conversations that one worker sees, in its memory alone: bounded, and forgotten when not used.

What a service remembers of earlier requests may have been named by another worker, so nothing of it is restored.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence

from quarterdeck.proxy.redactor import Named
from quarterdeck.redact.names import Names
from quarterdeck.redact.style import Value

MOST_CONVERSATIONS = 10_000
FORGOTTEN_AFTER = 24 * 3600.0


class NameBook:
    """A Keeper. `clock` counts seconds."""

    def __init__(
        self,
        most: int = MOST_CONVERSATIONS,
        forgotten_after: float = FORGOTTEN_AFTER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._forgotten_after = forgotten_after
        self._clock = clock
        self._used: OrderedDict[bytes, tuple[float, Names]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    async def assign(
        self,
        conversation: bytes,
        values: Sequence[Value],
        avoid: Collection[str],
        withheld: Collection[Value],
        *,
        continues: bool,
    ) -> Named:
        """Name values. Raises NamesFull when a conversation has too many."""
        now = self._clock()
        while self._used and now - next(iter(self._used.values()))[0] > self._forgotten_after:
            self._used.popitem(last=False)
        _, names = self._used.pop(conversation, (now, Names()))
        self._used[conversation] = (now, names)
        if len(self._used) > self._most:
            self._used.popitem(last=False)
        placeholders = names.assign(values, avoid, withheld)
        return Named(placeholders, {} if continues else names.originals())
