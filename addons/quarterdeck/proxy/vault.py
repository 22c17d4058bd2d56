"""The vault knows which placeholder stands for which value in a conversation, and what was refused there before.

It is memory only: what it forgets is never restored, and a value that it cannot name must not leave.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from quarterdeck.errors import QuarterdeckError
from quarterdeck.redact.style import Value

# A kind of placeholder and its number: `<PAYMENT_CARD_1>`.
Name = tuple[str, int]


class VaultUnavailable(QuarterdeckError):
    """The store does not answer: nothing can be named or restored now. Its text holds no value."""


class VaultFull(QuarterdeckError):
    """A conversation has more values than it may have. Nothing of the request that was one too many was kept."""

    def __init__(self) -> None:
        super().__init__("the conversation has more values than can be named")


@dataclass(frozen=True, slots=True)
class Conversation:
    """All names of one conversation, and which of the digests asked about were there before. Not to be printed."""

    names: Mapping[Name, str] = field(default_factory=dict, repr=False)
    seen: frozenset[bytes] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Bounds:
    """`values`, `characters` and `seen` are of one conversation; `total` is bytes of all; `expire` is idle seconds."""

    values: int = 10_000
    characters: int = 1 << 20
    seen: int = 10_000
    total: int = 256_000_000
    expire: float = 24 * 3600.0


class Vault(Protocol):
    """`key` is a digest of principal, service and conversation, so that none of them has to be known here."""

    async def assign(
        self,
        key: bytes,
        wanted: Sequence[Value],
        avoid: Collection[Name] = (),
        digests: Collection[bytes] = (),
        *,
        continues: bool = False,
    ) -> Conversation:
        """Name what is `wanted`, skipping the names to `avoid`, and keep `digests` as seen from now on: all or nothing.

        A conversation that `continues` although nobody knows it gets numbers from a random one of three digits, so that
        its old placeholders are never taken for new ones. Raises VaultFull, VaultUnavailable.
        """
        ...

    async def recall(self, key: bytes, digests: Collection[bytes] = ()) -> Conversation:
        """The names of a conversation, none when it is unknown. To ask about `digests` does not make them seen.

        Raises VaultUnavailable.
        """
        ...

    async def close(self) -> None:
        """Let go of what is held open."""
        ...
