"""A tree that grows: its right edge, and the hashes that no full tile on disk holds yet."""

from __future__ import annotations

from collections.abc import Sequence

from quarterdeck.audit.tile import HEIGHT, WIDTH, Tile
from quarterdeck.audit.tree import HASH_BYTES, Frontier, root

_TOP = 64 // HEIGHT


class Growth:
    """Takes the hashes of leaves. `rows` are the hashes at the end of each level of tiles, fewer than 256 of each."""

    def __init__(self, size: int = 0, rows: Sequence[bytes] = ()) -> None:
        self._rows = [bytearray(row) for row in rows] + [bytearray() for _ in range(_TOP - len(rows))]
        for level, row in enumerate(self._rows):
            if len(row) != (size >> (HEIGHT * level)) % WIDTH * HASH_BYTES:
                raise ValueError(f"level {level} of a tree of {size} does not end in {len(row) // HASH_BYTES} hashes")
        self._full: list[tuple[Tile, bytes]] = []
        self._edge = Frontier(size, _edge(size, self._rows))

    @property
    def size(self) -> int:
        return self._edge.size

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return self._edge.root()

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        before = self._edge.size
        for level, made in enumerate(self._edge.append(leaf)):
            row, within = divmod(level, HEIGHT)
            if within == 0:
                hashes = self._rows[row]
                hashes += made
                if len(hashes) == WIDTH * HASH_BYTES:
                    self._full.append((Tile(row, (before >> level) // WIDTH), bytes(hashes)))
                    hashes.clear()

    def full(self) -> list[tuple[Tile, bytes]]:
        """The tiles that have become full since `kept` was called last, in the order in which they did."""
        return list(self._full)

    def kept(self) -> None:
        """Forget the full tiles, which are on disk now."""
        self._full.clear()

    def partial(self) -> list[tuple[Tile, bytes]]:
        """The partial tile at the end of each level that has one."""
        return [
            (Tile(level, (self.size >> (HEIGHT * level)) // WIDTH, len(row) // HASH_BYTES), bytes(row))
            for level, row in enumerate(self._rows)
            if row
        ]


def _edge(size: int, rows: Sequence[bytearray]) -> list[bytes]:
    """The roots of the complete subtrees of a tree, the largest first. Each lies within what its row ends in."""
    found = []
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            row, within = divmod(level, HEIGHT)
            first = (size >> (level + 1) << (level + 1)) >> (HEIGHT * row)
            hashes = rows[row][first % WIDTH * HASH_BYTES :][: HASH_BYTES << within]
            found.append(root([bytes(hashes[at : at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES)]))
    return found
