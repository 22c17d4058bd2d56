"""Builds plain data from YAML events, one at a time and without recursion, refusing what is over a bound."""

from __future__ import annotations

import re
from typing import Any

import yaml

from quarterdeck.policy.places import Place, Spot

MAX_DEPTH = 64
MAX_NODES = 1_000_000
MAX_EXPANDED = 100_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?(?:[eE][-+]?[0-9]{1,2})?\Z")
_CONSTANTS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_CORE + kind for kind in ("null", "bool", "int", "float", "seq", "map"))


class Refused(Exception):
    """What may not stand in a file of ours, and where."""

    def __init__(self, place: Place, message: str, hint: str = "", code: str = "yaml") -> None:
        super().__init__(message)
        self.place, self.message, self.hint, self.code = place, message, hint, code


class _Open:
    """A mapping or a list that is not finished yet. `nodes` counts what it expands to."""

    __slots__ = ("anchor", "data", "key", "nodes", "spot")

    def __init__(self, data: Any, spot: Spot, anchor: str | None) -> None:
        self.data, self.spot, self.anchor = data, spot, anchor
        self.key: tuple[str, Place] | None = None
        self.nodes = 1


class Builder:
    """Takes the events of one document; `data` and `root` are what came of them."""

    def __init__(self) -> None:
        self.data: Any = None
        self.root: Spot | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, Spot, int] | None] = {}
        self._documents = 0
        self._nodes = 0
        self._expanded = 0

    def feed(self, event: yaml.Event) -> None:
        """Takes the next event. Raises Refused."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start([], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Refused(_place(event), "a second document begins here; a file holds one", "remove the '---'")

    def _scalar(self, event: Any) -> None:
        place = _place(event)
        text: str = event.value
        if _CONTROL.search(text):
            raise Refused(place, "the text holds a control character", "remove it", "encoding")
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and isinstance(top.data, dict):
            self._key(top, text, place, event)
            return
        self._count(place)
        value = resolve(text) if _is_plain(event, place) else text
        self._anchor(event.anchor, value, Spot(place), 1)
        self._add(value, Spot(place), 1)

    def _key(self, top: _Open, text: str, place: Place, event: Any) -> None:
        if text == "<<" and event.implicit[0]:
            raise Refused(place, "merge keys (<<) are not read", "write the keys out")
        if text in top.data:
            inside = top.spot.inside or {}
            first = inside[text].key or place
            message = f"the key {text!r} stands twice in one mapping, first on line {first[0]}"
            raise Refused(place, message, "keep one of them", "duplicate-key")
        top.key = (text, place)

    def _start(self, data: Any, event: Any) -> None:
        place = _place(event)
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            raise Refused(place, f"the tag {event.tag!r} is not known", "remove it", "tag")
        if len(self._open) >= MAX_DEPTH:
            raise Refused(place, f"is nested more than {MAX_DEPTH} levels deep", "make it flatter", "too-deep")
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and isinstance(top.data, dict):
            raise Refused(place, "a key must be text, not a list or a mapping")
        self._count(place)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(data, Spot(place, inside={}), event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        self._anchor(done.anchor, done.data, done.spot, done.nodes)
        self._add(done.data, done.spot, done.nodes)

    def _alias(self, event: Any) -> None:
        place = _place(event)
        top = self._open[-1] if self._open else None
        if top is None or (top.key is None and isinstance(top.data, dict)):
            raise Refused(place, "an alias may stand for a value only")
        if event.anchor not in self._anchors:
            raise Refused(place, f"the alias *{event.anchor} names no anchor above it")
        target = self._anchors[event.anchor]
        if target is None:
            raise Refused(place, f"the alias *{event.anchor} stands inside what it names, a cycle", code="bomb")
        value, spot, nodes = target
        self._expanded += nodes
        if self._expanded > MAX_EXPANDED or top.nodes + nodes > MAX_EXPANDED:
            raise Refused(
                place, f"the aliases of this file expand to more than {MAX_EXPANDED:,} nodes", "write less", "bomb"
            )
        self._add(value, Spot(spot.value, inside=spot.inside), nodes)

    def _add(self, value: Any, spot: Spot, nodes: int) -> None:
        if not self._open:
            self.data, self.root = value, spot
            return
        top = self._open[-1]
        top.nodes += nodes
        inside = top.spot.inside
        if inside is None:
            inside = top.spot.inside = {}
        if isinstance(top.data, dict):
            key, place = top.key or ("", spot.value)
            top.key = None
            spot.key = place
            top.data[key] = value
            inside[key] = spot
        else:
            inside[len(top.data)] = spot
            top.data.append(value)

    def _anchor(self, anchor: str | None, value: Any, spot: Spot, nodes: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, spot, nodes)

    def _count(self, place: Place) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refused(
                place, f"holds more than {MAX_NODES:,} values", "put long lists of hosts in a domains_file", "too-large"
            )


def resolve(text: str) -> Any:
    """What a plain (unquoted) scalar means: null, true, false, a number, or else its text.

    `no`, `on`, `1:30`, `007` and dates stay text, whatever YAML 1.1 says of them.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def _is_plain(event: Any, place: Place) -> bool:
    if event.tag is None:
        return bool(event.implicit[0])
    if event.tag in (_CORE + "str", "!"):
        return False
    if event.tag in _PLAIN_TAGS:
        return True
    raise Refused(place, f"the tag {event.tag!r} is not known", "remove it", "tag")


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
