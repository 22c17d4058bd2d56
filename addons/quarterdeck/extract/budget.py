"""What one upload may cost; whoever would go over it stops and says which limit it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one extraction, all files nested in it together unless said otherwise.

    `depth`: files inside files. `ratio`: bytes out for one byte in, after the first MB of one member.
    `member`: bytes of one unpacked file. `out`: unpacked bytes. `characters`: of text. `members`: files found.
    `parts`: pages, cells, records, attributes. `seconds`: of wall clock, looked at between steps.
    """

    depth: int = 6
    ratio: int = 250
    member: int = 24 << 20
    out: int = 96 << 20
    characters: int = 24_000_000
    members: int = 2_000
    parts: int = 2_000_000
    seconds: float = 10.0


class Unreadable(Exception):
    """One file, or a part of it, cannot be read; `reason` is a short kebab-case word. The others still are."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Spent(Exception):
    """A limit of the whole extraction is reached: nothing more is read. `reason` says which."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
