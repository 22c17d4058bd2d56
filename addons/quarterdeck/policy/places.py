"""Where each key and value of a YAML file stands. Lines and columns count from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
Place = tuple[int, int]


class Spot:
    """The place of one value, of its key when it has one, and of everything inside it."""

    __slots__ = ("inside", "key", "value")

    def __init__(self, value: Place, key: Place | None = None, inside: dict[str | int, Spot] | None = None) -> None:
        self.value = value
        self.key = key
        self.inside = inside


class Places(Mapping[Path, Place]):
    """A map from the path of keys and list indices to a place.

    `places[path]` is where the key stands (for an item of a list, the item); `places.of_value(path)` is where
    its value begins. What stands behind an alias is placed where its anchor is.
    """

    __slots__ = ("_root",)

    def __init__(self, root: Spot) -> None:
        self._root = root

    def _find(self, path: Path) -> Spot | None:
        spot = self._root
        for step in path:
            inside = spot.inside.get(step) if spot.inside is not None else None
            if inside is None:
                return None
            spot = inside
        return spot

    def __getitem__(self, path: Path) -> Place:
        spot = self._find(path)
        if spot is None:
            raise KeyError(path)
        return spot.key or spot.value

    def of_value(self, path: Path) -> Place:
        """The place of the value at `path`, or of the nearest thing around it that exists."""
        for length in range(len(path), -1, -1):
            spot = self._find(path[:length])
            if spot is not None:
                return spot.value
        return self._root.value

    def nearest(self, path: Path) -> Place:
        """The place of the key at `path`, or of the nearest thing around it that exists."""
        for length in range(len(path), -1, -1):
            spot = self._find(path[:length])
            if spot is not None:
                return spot.key or spot.value
        return self._root.value

    def __iter__(self) -> Iterator[Path]:
        waiting: list[tuple[Path, Spot]] = [((), self._root)]
        while waiting:
            path, spot = waiting.pop()
            yield path
            for step, inside in (spot.inside or {}).items():
                waiting.append(((*path, step), inside))

    def __len__(self) -> int:
        return sum(1 for _ in self)
