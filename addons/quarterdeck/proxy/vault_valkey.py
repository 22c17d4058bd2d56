"""The vault that several machines share, in Valkey or Redis, which sees neither values nor who said them.

One conversation is one sealed text. It is changed here and put back if nobody else has changed it meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from valkey.asyncio import Valkey
from valkey.exceptions import ValkeyError

from quarterdeck.proxy.vault import Bounds, Conversation, Name, VaultUnavailable
from quarterdeck.proxy.vault_ledger import Ledger
from quarterdeck.proxy.vault_seal import NONCE, Seal
from quarterdeck.redact.style import Value

PATIENCE = 1.0

# A sealed text is told by its nonce: put the new one where the one read still stands, or where there was none.
_PUT = f"""
if redis.call('GETRANGE', KEYS[1], 0, {NONCE - 1}) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


class ValkeyVault:
    """`url` as the valkey package takes it: valkey, redis, unix, and valkeys or rediss for TLS."""

    def __init__(self, url: str, seal: Seal, bounds: Bounds | None = None, patience: float = PATIENCE) -> None:
        self._bounds = bounds or Bounds()
        self._expire = max(1, int(self._bounds.expire * 1000))
        self._seal = seal
        self._patience = patience
        # Typed in part: what comes back from it is looked at below.
        self._server: Any = Valkey.from_url(url)
        self._put: Any = self._server.register_script(_PUT)

    def __repr__(self) -> str:
        return "ValkeyVault()"

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
        name = self._seal.name(key)
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    sealed = await self._server.getex(name, px=self._expire)
                    ledger = Ledger.begun(continues=continues) if sealed is None else self._opened(name, sealed)
                    seen, changed = ledger.assign(wanted, avoid, digests, self._bounds)
                    if not changed or await self._kept(name, sealed, ledger):
                        return ledger.conversation(seen)
        except (ValkeyError, OSError, TimeoutError) as error:
            raise _unavailable(error) from None

    async def recall(self, key: bytes, digests: Collection[bytes] = ()) -> Conversation:
        """As Vault.recall."""
        name = self._seal.name(key)
        try:
            async with asyncio.timeout(self._patience):
                sealed = await self._server.getex(name, px=self._expire)
        except (ValkeyError, OSError, TimeoutError) as error:
            raise _unavailable(error) from None
        if sealed is None:
            return Conversation()
        ledger = self._opened(name, sealed)
        return ledger.conversation(ledger.seen(digests))

    async def close(self) -> None:
        """Close the connections."""
        await self._server.aclose()

    def _opened(self, name: str, sealed: bytes) -> Ledger:
        try:
            return Ledger.loads(self._seal.open(name, sealed))
        except ValueError as error:
            raise VaultUnavailable(f"the shared store's content cannot be read: {error}") from None

    async def _kept(self, name: str, before: bytes | None, ledger: Ledger) -> bool:
        sealed = self._seal.close(name, ledger.dumps())
        return bool(await self._put(keys=[name], args=[(before or b"")[:NONCE], sealed, self._expire]))


def _unavailable(error: Exception) -> VaultUnavailable:
    # Its text may quote the address with its password.
    return VaultUnavailable(f"the shared store of placeholders does not answer ({type(error).__name__})")
