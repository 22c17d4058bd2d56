"""The vault in the memory of one process: bounded, and what nobody asked for the longest goes first."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence

from quarterdeck.proxy.vault import Bounds, Conversation, Name
from quarterdeck.proxy.vault_ledger import Ledger
from quarterdeck.redact.style import Value


class MemoryVault:
    """`now` is a clock in seconds that never goes back. Its calls never wait, so each is one step for everybody."""

    def __init__(self, bounds: Bounds | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self.bounds = bounds or Bounds()
        self._now = now
        # In the order of their last use, with its time.
        self._ledgers: OrderedDict[bytes, tuple[Ledger, float]] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._ledgers)

    def __repr__(self) -> str:
        return f"MemoryVault({len(self)} conversations)"

    async def assign(
        self,
        key: bytes,
        wanted: Sequence[Value],
        avoid: Collection[Name] = (),
        digests: Collection[bytes] = (),
        *,
        continues: bool = False,
    ) -> Conversation:
        """As Vault.assign."""
        self.sweep()
        ledger = self._ledgers[key][0] if key in self._ledgers else Ledger.begun(continues=continues)
        before = ledger.size if key in self._ledgers else 0
        seen, _ = ledger.assign(wanted, avoid, digests, self.bounds)
        self._touch(key, ledger)
        self.size += ledger.size - before
        while self.size > self.bounds.total and len(self._ledgers) > 1:
            self._drop()
        return ledger.conversation(seen)

    async def recall(self, key: bytes, digests: Collection[bytes] = ()) -> Conversation:
        """As Vault.recall."""
        self.sweep()
        if key not in self._ledgers:
            return Conversation()
        ledger = self._ledgers[key][0]
        self._touch(key, ledger)
        return ledger.conversation(ledger.seen(digests))

    async def close(self) -> None:
        """Forget everything."""
        self._ledgers.clear()
        self.size = 0

    def sweep(self) -> None:
        """Forget what has been idle for too long."""
        oldest = self._now() - self.bounds.expire
        while self._ledgers and next(iter(self._ledgers.values()))[1] <= oldest:
            self._drop()

    def _touch(self, key: bytes, ledger: Ledger) -> None:
        self._ledgers[key] = (ledger, self._now())
        self._ledgers.move_to_end(key)

    def _drop(self) -> None:
        _, (ledger, _) = self._ledgers.popitem(last=False)
        self.size -= ledger.size
