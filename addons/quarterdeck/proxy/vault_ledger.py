"""One conversation's names and what was seen in it: one value of a kind, one number, for as long as it lives."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Self

from quarterdeck.proxy.vault import Bounds, Conversation, Name, VaultFull
from quarterdeck.redact.style import Value

# The highest number that a placeholder can bear.
MOST = 9_999_999
# What Python takes for one entry beside its text, roughly; rather too much than too little.
_ENTRY = 400
_DIGEST = 150


class Ledger:
    """Numbers run from `first` for each kind."""

    __slots__ = ("_first", "_last", "_numbers", "_seen", "_values", "characters", "size")

    def __init__(self, first: int = 1) -> None:
        self._first = first
        self._numbers: dict[Value, int] = {}
        self._values: dict[Name, str] = {}
        self._last: dict[str, int] = {}
        self._seen: dict[bytes, None] = {}
        self.characters = 0
        self.size = _ENTRY

    def __repr__(self) -> str:
        return f"Ledger({len(self._values)} values)"

    @classmethod
    def begun(cls, *, continues: bool) -> Self:
        """A ledger for a conversation that nobody knows yet."""
        return cls(secrets.randbelow(900) + 100 if continues else 1)

    def assign(
        self, wanted: Sequence[Value], avoid: Collection[Name], digests: Collection[bytes], bounds: Bounds
    ) -> tuple[frozenset[bytes], bool]:
        """Which digests were seen before, and whether anything is new. Raises VaultFull, and then nothing is."""
        new = [value for value in dict.fromkeys(wanted) if value not in self._numbers]
        characters = self.characters + sum(len(text) for _, text in new)
        if len(self._values) + len(new) > bounds.values or characters > bounds.characters:
            raise VaultFull
        numbers, last = [], dict(self._last)
        taken = frozenset(avoid)
        for kind, _ in new:
            number = last.get(kind, self._first - 1) + 1
            while (kind, number) in taken:
                number += 1
            if number > MOST:
                raise VaultFull
            numbers.append(number)
            last[kind] = number
        for value, number in zip(new, numbers, strict=True):
            self._keep(value, number)
        seen = self.seen(digests)
        unseen = [digest for digest in digests if digest not in self._seen]
        self._saw(unseen, bounds.seen)
        return seen, bool(new or unseen)

    def seen(self, digests: Collection[bytes]) -> frozenset[bytes]:
        """Those of them that were kept as seen."""
        return frozenset(digest for digest in digests if digest in self._seen)

    def conversation(self, seen: frozenset[bytes] = frozenset()) -> Conversation:
        """All names, as they are now."""
        return Conversation(dict(self._values), seen)

    def dumps(self) -> bytes:
        """All of it, the values among it: to be sealed before anybody keeps it."""
        names = [[kind, number, text] for (kind, number), text in self._values.items()]
        return json.dumps([self._first, names, b"".join(self._seen).hex()], separators=(",", ":")).encode()

    @classmethod
    def loads(cls, data: bytes, width: int = 16) -> Self:
        """What `dumps` gave; digests have `width` bytes. Raises ValueError, which quotes nothing."""
        try:
            first, names, seen = json.loads(data)
            ledger = cls(first)
            for kind, number, text in names:
                ledger._keep((kind, text), number)
            digests = bytes.fromhex(seen)
        except (ValueError, TypeError):
            raise ValueError("this is no ledger") from None
        ledger._saw([digests[at : at + width] for at in range(0, len(digests), width)], len(digests))
        return ledger

    def _keep(self, value: Value, number: int) -> None:
        kind, text = value
        self._numbers[value] = number
        self._values[kind, number] = text
        self._last[kind] = max(number, self._last.get(kind, 0))
        self.characters += len(text)
        # At most four bytes a character, and as many for its UTF-8, which sys.getsizeof counts only once it is made.
        self.size += len(text) * (1 if text.isascii() else 8) + _ENTRY

    def _saw(self, digests: Sequence[bytes], most: int) -> None:
        before = len(self._seen)
        self._seen.update(dict.fromkeys(digests))
        for digest in list(islice(self._seen, max(0, len(self._seen) - most))):
            del self._seen[digest]
        self.size += (len(self._seen) - before) * _DIGEST
