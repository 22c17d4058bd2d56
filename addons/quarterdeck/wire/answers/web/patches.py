"""Answers sent as patches of a document: path, operation and value, of which what is left out is as before.

Both DeepSeek and ChatGPT do this; each says in its own words where a text stands. A path of "-1" is the last of a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quarterdeck.wire.answers.said import Said

# Takes the pointer of a text, the text, and whether it is added to what is there.
Put = Callable[[str, Any, bool], None]

_KEPT = "patch"
_MAX_LISTS = 10_000
_MAX_DEPTH = 20
_ADDING = frozenset(("append", "APPEND"))
_NESTING = frozenset(("patch", "BATCH"))


class Patches:
    """The patches of one answer: where the last one went, and how long each list is by now."""

    def __init__(self) -> None:
        self._path = ""
        self._operation = "SET"
        self._lengths: dict[str, int] = {}

    def apply(self, patch: dict[str, Any], put: Put, base: str = "", depth: int = 0) -> None:
        """Gives `put` every value that the patch sets or adds to."""
        path = patch.get("p")
        operation = patch.get("o")
        value = patch.get("v")
        if type(path) is str:
            # A place alone begins anew; an operation is not carried over to another place.
            self._operation = "SET"
            self._path = path
        if type(operation) is str:
            self._operation = operation
        if self._operation in _NESTING or _is_batch(value):
            # Without an operation the places are from the root again.
            inside = self._pointer(base) if self._operation in _NESTING else base
            for one in value if type(value) is list else ():
                if type(one) is dict and depth < _MAX_DEPTH:
                    self.apply(one, put, inside, depth + 1)
            self._path, self._operation = "", "SET"
            return
        pointer = self._pointer(base)
        adds = self._operation in _ADDING
        if type(value) is list:
            self._list(pointer, value, adds, put)
        else:
            self._count(pointer, value)
            put(pointer, value, adds)

    def _pointer(self, base: str) -> str:
        """The place with every "-1" made the index that it is now."""
        pointer = base
        for step in self._path.strip("/").split("/") if self._path.strip("/") else ():
            index = str(max(0, self._lengths.get(pointer, 1) - 1)) if step == "-1" else step
            pointer = f"{pointer}/{index}"
        return pointer

    def _list(self, pointer: str, items: list[Any], adds: bool, put: Put) -> None:
        before = self._lengths.get(pointer, 0) if adds else 0
        for index, item in enumerate(items, before):
            put(f"{pointer}/{index}", item, False)
        self._keep(pointer, before + len(items))

    def _count(self, pointer: str, value: Any, depth: int = 0) -> None:
        """Notes how long the lists are that a value brings."""
        if type(value) is list:
            self._keep(pointer, len(value))
        elif type(value) is dict and depth < _MAX_DEPTH:
            for name, item in value.items():
                if type(item) in (list, dict):
                    self._count(f"{pointer}/{name}", item, depth + 1)

    def _keep(self, pointer: str, length: int) -> None:
        if len(self._lengths) < _MAX_LISTS or pointer in self._lengths:
            self._lengths[pointer] = length


def _is_batch(value: Any) -> bool:
    return type(value) is list and bool(value) and all(type(one) is dict and "v" in one for one in value)


def of(said: Said) -> Patches:
    """The patches of this answer."""
    found: Patches = said.kept.setdefault(_KEPT, Patches())
    return found
