"""A detector that is no expression: terms, records, documents, languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Named(Protocol):
    """What every detector says of itself: its id, and from 0 to 1 how certain what it finds is."""

    @property
    def id(self) -> str: ...
    @property
    def confidence(self) -> float: ...


class Finder(Named, Protocol):
    """Immutable, and may be asked by several threads at once.

    `sign` is bytes of ASCII of which one stands in every text in which it finds something; none when none are known.
    """

    @property
    def sign(self) -> bytes: ...

    def maybe(self, data: bytes) -> bool:
        """Whether there may be anything in this UTF-8, which may be many texts with blank lines between them."""
        ...

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        """Where it finds something in one text, in characters; `data` is the text's UTF-8, of which `maybe` holds."""
        ...
