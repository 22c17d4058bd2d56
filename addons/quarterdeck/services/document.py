"""A YAML file of the catalogue as plain data with the place of everything in it. No object is ever built from a tag.

Text stays text (`NO` is Norway, `302` a name); only `true`, `false` and null mean what YAML says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from quarterdeck.errors import Problem, Problems

Path = tuple[str | int, ...]
Place = tuple[int, int]

MAX_BYTES = 10_000_000
MAX_DEPTH = 12
MAX_NODES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """`places` maps the path of each key and list index to its line and column, which count from 1."""

    file: str
    data: Mapping[str, Any]
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where the value stands, or the nearest thing around it; (0, 0) when nothing is known."""
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found:
                return found
        return 0, 0


def read(content: bytes, file: str, keys: Collection[str]) -> Document:
    """The `keys` of a YAML mapping; other keys are not looked into. `file` is what errors call it. Raises Problems."""
    if len(content) > MAX_BYTES:
        raise Problems([Problem(file, 0, 0, f"is larger than {MAX_BYTES // 1_000_000} MB, so it was not read")])
    try:
        root = yaml.compose(content.decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Problems([Problem(file, line, 1, "is not UTF-8 text", "save the file as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise Problems([Problem(file, line, column, f"is not valid YAML: {error.problem or error.context}")]) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Problems([Problem(file, 0, 0, f"is not valid YAML: {error}")]) from None
    if root is None:
        return Document(file, {}, {})
    if not isinstance(root, yaml.MappingNode):
        raise Problems([Problem(file, *_place(root), "must be a mapping of keys to values")])
    builder = _Builder(file)
    return Document(file, builder.mapping(root, (), keys), builder.places)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self._nodes = 0

    def build(self, node: yaml.Node, path: Path) -> Any:
        place = _place(node)
        self._nodes += 1
        if self._nodes > MAX_NODES or len(path) > MAX_DEPTH:
            raise Problems([Problem(self.file, *place, "holds too much, or its aliases expand to too much")])
        self.places.setdefault(path, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        plain = not getattr(node, "style", None) or getattr(node, "style", "") not in "'\"|>"
        return _CONSTANTS.get(node.value, node.value) if plain else node.value

    def mapping(self, node: yaml.MappingNode, path: Path, only: Collection[str] | None = None) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Problems([Problem(self.file, *_place(key), "a key must be text, not a list or a mapping")])
            if key.value in data:
                raise Problems([Problem(self.file, *_place(key), f"the key {key.value!r} stands twice in one mapping")])
            self.places[(*path, key.value)] = _place(key)
            wanted = only is None or key.value in only
            data[key.value] = self.build(value, (*path, key.value)) if wanted else None
        return data


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1
