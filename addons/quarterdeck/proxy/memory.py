"""How much of bodies a worker has in memory: all of them together may take no more than `limits.memory_total`."""

from __future__ import annotations


class Memory:
    """The count of one worker."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = 0

    @property
    def full(self) -> bool:
        """Whether the next body has to be kept elsewhere."""
        return self.used > self.most


class Share:
    """What one body takes of it. What is forgotten is given back."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._size = 0

    def add(self, size: int) -> None:
        """More of the body has come."""
        self._size += size
        self.memory.used += size

    def free(self) -> None:
        """The body is in memory no longer. May be called again."""
        self.memory.used -= self._size
        self._size = 0

    def __del__(self) -> None:
        self.free()
