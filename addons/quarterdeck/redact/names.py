"""The names of one conversation's values: one value of a type, one number, for good. Nothing is ever forgotten singly.

A value is its exact text. Two spellings of a number are two values: each user gets their own spelling back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Self

from quarterdeck.errors import QuarterdeckError
from quarterdeck.redact.placeholder import MOST, key, written
from quarterdeck.redact.style import Value

MOST_VALUES = 4096
MOST_CHARACTERS = 1 << 20


class NamesFull(QuarterdeckError):
    """A conversation has more values than can be told apart for it: what comes on top must not leave."""

    def __init__(self) -> None:
        super().__init__("the conversation has more values than can be named")


class Names:
    """Gives numbers from 1 for each type, in the order in which values are first named; the same for the same calls."""

    __slots__ = ("_characters", "_last", "_most_characters", "_most_values", "_numbers", "_originals", "_withheld")

    def __init__(self, most_values: int = MOST_VALUES, most_characters: int = MOST_CHARACTERS) -> None:
        self._most_values = most_values
        self._most_characters = most_characters
        self._numbers: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] = {}
        self._originals: dict[str, str] = {}
        self._withheld: set[str] = set()
        self._characters = 0

    def __repr__(self) -> str:
        return f"Names({self.size} values)"

    @property
    def size(self) -> int:
        """How many values have a name."""
        return len(self._originals)

    def assign(
        self, values: Iterable[Value], avoid: Collection[str] = (), withheld: Collection[Value] = ()
    ) -> dict[Value, str]:
        """The placeholder of each value. New ones get a number whose key is not in `avoid`.

        Values that are `withheld` once are so for good: secrets, which are not restored unless a rule says so.
        Raises NamesFull, and then nothing was named.
        """
        values = list(dict.fromkeys(values))
        new = [(kind, value) for kind, value in values if value not in self._numbers.get(kind, {})]
        characters = self._characters + sum(len(value) for _, value in new)
        if self.size + len(new) > self._most_values or characters > self._most_characters:
            raise NamesFull
        self._characters = characters
        for kind, value in new:
            self._name(kind, value, avoid)
        self._withheld |= {key(kind, self._numbers[kind][value]) for kind, value in values if (kind, value) in withheld}
        return {(kind, value): written(key(kind, self._numbers[kind][value])) for kind, value in values}

    def get(self, kind: str, value: str) -> str | None:
        """The placeholder of a value that has one."""
        number = self._numbers.get(kind, {}).get(value)
        return None if number is None else written(key(kind, number))

    def original(self, key: str) -> str | None:
        """The value that bears a key ("PAYMENT_CARD_1")."""
        return self._originals.get(key)

    def originals(self, *, with_withheld: bool = False) -> dict[str, str]:
        """The values by their keys, as `restore` asks for them; without those withheld unless they are asked for."""
        return {key: value for key, value in self._originals.items() if with_withheld or key not in self._withheld}

    def values(self) -> tuple[Value, ...]:
        """All values, in no order that means anything."""
        return tuple((kind, value) for kind, numbers in self._numbers.items() for value in numbers)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON has it, for a store. It holds the values."""
        return {
            "names": {kind: dict(numbers) for kind, numbers in self._numbers.items()},
            "withheld": sorted(self._withheld),
        }

    @classmethod
    def from_dict(
        cls, stored: Mapping[str, Any], most_values: int = MOST_VALUES, most_characters: int = MOST_CHARACTERS
    ) -> Self:
        """What `to_dict` gave. Raises ValueError, which says nothing of the values, when it is not one-to-one."""
        names = cls(most_values, most_characters)
        if not _are_names(stored):
            raise ValueError("these are no names")
        for kind, numbers in stored["names"].items():
            for value, number in numbers.items():
                names._keep(kind, value, number)
        names._characters = sum(map(len, names._originals.values()))
        names._withheld = set(stored["withheld"])
        if names.size != sum(map(len, names._numbers.values())) or not names._withheld <= names._originals.keys():
            raise ValueError("these are no names")
        return names

    def _name(self, kind: str, value: str, avoid: Collection[str]) -> None:
        number = self._last.get(kind, 0) + 1
        while key(kind, number) in avoid:
            number += 1
        if number > MOST:
            raise NamesFull
        self._keep(kind, value, number)

    def _keep(self, kind: str, value: str, number: int) -> None:
        self._numbers.setdefault(kind, {})[value] = number
        self._originals[key(kind, number)] = value
        self._last[kind] = max(number, self._last.get(kind, 0))


def _are_names(stored: Mapping[str, Any]) -> bool:
    """Whether this has the shape of what `to_dict` gives."""
    kinds, withheld = stored.get("names"), stored.get("withheld")
    if not isinstance(kinds, dict) or not isinstance(withheld, list):
        return False
    return all(isinstance(key, str) for key in withheld) and all(
        type(number) is int and isinstance(value, str) and 0 < number <= MOST
        for numbers in kinds.values()
        for value, number in (numbers.items() if isinstance(numbers, dict) else [("", 0)])
    )
