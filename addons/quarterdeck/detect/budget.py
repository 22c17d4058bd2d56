"""How much decoding one look may cost; what runs out is remembered, for it means that something was not read."""

from __future__ import annotations

EXHAUSTED = "decode-budget"
MAX_DEPTH = 3
"""Encodings undone one inside the other."""
PART_CHARACTERS = 20 << 20
"""More than a body may be large, so that one picture in it is always read."""
TOTAL_CHARACTERS = 40 << 20
PART_RUNS = 200_000
TOTAL_RUNS = 300_000


class Budget:
    """Characters that may be decoded, and encoded runs that may be tried: in one text, and in all of one look."""

    __slots__ = ("characters", "exhausted", "part_characters", "part_runs", "runs")

    def __init__(self, characters: int = TOTAL_CHARACTERS, runs: int = TOTAL_RUNS) -> None:
        self.characters = characters
        self.runs = runs
        self.part_characters = PART_CHARACTERS
        self.part_runs = PART_RUNS
        self.exhausted = False

    def next_part(self) -> None:
        """Begin another text: it has its own share of what is left."""
        self.part_characters = PART_CHARACTERS
        self.part_runs = PART_RUNS

    @property
    def ample(self) -> bool:
        """Whether the next text can have its whole share, so that only its own limits could stop it."""
        return not self.exhausted and self.characters >= PART_CHARACTERS and self.runs >= PART_RUNS

    @property
    def left(self) -> int:
        """Characters that may still be decoded in this text."""
        return max(0, min(self.characters, self.part_characters))

    def run(self, size: int) -> bool:
        """Pay for trying one run of `size` characters. False when it cannot be paid for: leave it undone."""
        if self.runs <= 0 or self.part_runs <= 0:
            self.exhausted = True
            return False
        self.runs -= 1
        self.part_runs -= 1
        return self.spend(size)

    def spend(self, size: int) -> bool:
        """Pay for going over `size` characters once. False when it cannot be paid for."""
        if size > self.left:
            self.exhausted = True
            return False
        self.characters -= size
        self.part_characters -= size
        return True
