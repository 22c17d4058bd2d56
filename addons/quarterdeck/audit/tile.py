"""Where the hashes of a tree are kept: tiles of 256, as C2SP tlog-tiles lays them out (https://c2sp.org/tlog-tiles).

A tile of level 0 holds hashes of leaves; one of level L+1 holds the roots of full tiles of level L.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from quarterdeck.audit.tree import HASH_BYTES, root_at
from quarterdeck.errors import QuarterdeckError

HEIGHT = 8
WIDTH = 1 << HEIGHT
_TOP = 63

# How many tiles a reader remembers: a proof of the largest tree goes through eight, so neighbours share theirs.
_REMEMBERED = 64

_PATH = re.compile(r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")

Read = Callable[[str], bytes | None]


class BadTile(QuarterdeckError):
    """A tile that is missing or not of its size; `path` says which."""

    def __init__(self, path: str, what: str) -> None:
        self.path = path
        super().__init__(f"{path}: {what}")


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile: its level, its number in the level, and how many hashes it has (256: it is full)."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (0 <= self.level <= _TOP and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise ValueError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """The file's path below the log's folder: `tile/0/x001/234` and, for a partial tile, `.p/17` behind it."""
        number = f"{self.index % 1000:03d}"
        rest = self.index // 1000
        while rest:
            number = f"x{rest % 1000:03d}/{number}"
            rest //= 1000
        return f"tile/{self.level}/{number}" + ("" if self.is_full else f".p/{self.width}")

    @classmethod
    def parse(cls, path: str) -> Tile:
        """The tile whose path this is. Raises ValueError."""
        if match := _PATH.fullmatch(path):
            level, groups, last, width = match.groups()
            tile = cls(int(level), int(re.sub(r"[x/]", "", groups) + last), int(width) if width else WIDTH)
            if tile.path == path:
                return tile
        raise ValueError(f"{path!r} is not the path of a tile")


def tiles_between(old: int, new: int) -> list[Tile]:
    """The tiles that a tree of `new` leaves has and one of `old` did not, from the lowest level up: the full ones, and
    on each level that grew the one partial tile at its end.
    """
    found = []
    for level in range(_TOP + 1):
        before, after = old >> (HEIGHT * level), new >> (HEIGHT * level)
        if after <= before:
            break
        full, width = divmod(after, WIDTH)
        found += [Tile(level, index) for index in range(before // WIDTH, full)]
        if width:
            found.append(Tile(level, full, width))
    return found


def partial_tiles(size: int) -> list[Tile]:
    """The partial tiles of a tree: what may be removed when a larger tree has been signed."""
    parts = ((level, *divmod(size >> (HEIGHT * level), WIDTH)) for level in range(_TOP + 1))
    return [Tile(level, index, width) for level, index, width in parts if width]


def tile_root(data: bytes) -> bytes:
    """The root of a full tile: its one hash in the level above."""
    if len(data) != WIDTH * HASH_BYTES:
        raise ValueError(f"a full tile has {WIDTH * HASH_BYTES} bytes, not {len(data)}")
    return _raised(data, HEIGHT)


def tile_above(full_tiles: Iterable[bytes]) -> bytes:
    """The bytes of the tile whose hashes are the roots of these full tiles of the level below."""
    return b"".join(map(tile_root, full_tiles))


class Tiles:
    """The tiles of a tree of `size`, as `read` finds them, and no more to be trusted than that: `root()` reads only the
    tiles along the right edge, so a signed root does not vouch for the others. A path made from those would not verify.

    A log keeps no partial tile for long: where the one of this size is gone, a wider or the full one serves.
    """

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._known: dict[tuple[int, int], bytes] = {}

    def hash_at(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, for `tree`. Raises BadTile, or ValueError when the tree has no such one."""
        if level < 0 or not 0 <= index < self.size >> level:
            raise ValueError(f"a tree of {self.size} has no complete subtree {index} of level {level}")
        row, above = divmod(level, HEIGHT)
        tile, place = divmod(index << above, WIDTH)
        data = self._tile(row, tile)
        return _raised(data[place * HASH_BYTES : (place + (1 << above)) * HASH_BYTES], above)

    def leaves(self, start: int, end: int) -> bytes:
        """The hashes of leaves of one tile, one after the other. Raises BadTile, or ValueError as `hash_at`."""
        if not 0 <= start < end <= self.size or (end - 1) // WIDTH != start // WIDTH:
            raise ValueError(f"no tile of a tree of {self.size} holds the leaves from {start} to {end - 1}")
        index = start // WIDTH
        return self._tile(0, index)[(start - index * WIDTH) * HASH_BYTES : (end - index * WIDTH) * HASH_BYTES]

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree, or of an earlier size of it."""
        return root_at(self.size if size is None else size, self.hash_at)

    def _tile(self, level: int, index: int) -> bytes:
        data = self._known.pop((level, index), None)
        if data is None:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - index * WIDTH)
            data = self._found(Tile(level, index, width))
            if len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
        self._known[level, index] = data
        return data

    def _found(self, wanted: Tile) -> bytes:
        wider = () if wanted.is_full else (WIDTH, *range(WIDTH - 1, wanted.width, -1))
        for width in (wanted.width, *wider):
            tile = Tile(wanted.level, wanted.index, width)
            data = self._read(tile.path)
            if data is None:
                continue
            if len(data) != width * HASH_BYTES:
                raise BadTile(tile.path, f"a tile of {width} hashes has {width * HASH_BYTES} bytes, not {len(data)}")
            return data[: wanted.width * HASH_BYTES]
        raise BadTile(wanted.path, "this tile is missing, and no wider one is there instead")


def _raised(data: bytes, levels: int) -> bytes:
    """The hashes so many levels further up, for a number of hashes that divides so often by two."""
    for _ in range(levels):
        data = b"".join(
            [sha256(b"\x01" + data[at : at + 2 * HASH_BYTES]).digest() for at in range(0, len(data), 2 * HASH_BYTES)]
        )
    return data
