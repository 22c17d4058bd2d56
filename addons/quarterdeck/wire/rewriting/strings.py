"""Every string value of JSON, where it stands, also in JSON, base64 or events in a string; written back exactly.

RFC 8259. Names of members are left alone; a string that no change touches keeps its very bytes.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quarterdeck.wire.answers.value import loads
from quarterdeck.wire.member import escape
from quarterdeck.wire.splicing.change import Change, applied

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]', re.DOTALL)
_DATA_LINE = re.compile(r"(?m)^data: ?(.*)$")
_MAX_DEPTH = 8
_SURROGATE = re.compile("[\ud800-\udfff]")
_BASE64 = "bytes"
_EVENTS = "encoded_item"

Write = Callable[[str], str]


@dataclass(slots=True, eq=False)
class Leaf:
    """A string value or a plain text: `new` is what it becomes. `holds`: what it holds, when that is read further."""

    name: str
    path: str
    text: str
    start: int
    end: int
    write: Write
    holds: Text | None = None
    new: str | None = None

    @property
    def after(self) -> str | None:
        """What is written in its place; None when nothing changes."""
        if self.new is not None:
            return None if self.new == self.text else self.write(self.new)
        inside = self.holds.changed() if self.holds is not None else None
        return None if inside is None else self.write(inside)


class Text:
    """A text and the strings in it."""

    __slots__ = ("leaves", "text")

    def __init__(self, text: str, leaves: list[Leaf]) -> None:
        self.text = text
        self.leaves = leaves

    def changed(self) -> str | None:
        """The text as it is now, None when nothing changed."""
        made: list[Change] = []
        for leaf in self.leaves:
            after = leaf.after
            if after is not None:
                made.append((leaf.start, leaf.end, after))
        return applied(self.text, made) if made else None

    def all(self) -> Iterator[Leaf]:
        """Every string, the outer before those that it holds."""
        for leaf in self.leaves:
            yield leaf
            if leaf.holds is not None:
                yield from leaf.holds.all()


def read(text: str, base: str = "", depth: int = 0) -> Text:
    """The strings of a text that is JSON: one document or several."""
    return Text(text, list(_leaves(text, base, depth)))


def plain(text: str, start: int, end: int, write: Write) -> Leaf:
    """A piece of a text that is no JSON."""
    return Leaf("", "", text[start:end], start, end, write)


def _leaves(text: str, base: str, depth: int) -> Iterator[Leaf]:
    # One entry for each open container: whether an object, the name or index that is read now, whether a name is due.
    stack: list[tuple[bool, str | int, bool]] = []
    for found in _TOKEN.finditer(text):
        written_as = found[0]
        if written_as == "{":
            stack.append((True, "", True))
        elif written_as == "[":
            stack.append((False, 0, False))
        elif written_as in ("}", "]"):
            if stack:
                stack.pop()
        elif written_as == ",":
            if stack:
                is_object, at, _ = stack[-1]
                stack[-1] = (is_object, at if is_object else int(at) + 1, is_object)
        elif written_as != ":":
            if stack and stack[-1][2]:
                stack[-1] = (True, _decoded(written_as), False)
                continue
            name = next((str(at) for is_object, at, _ in reversed(stack) if is_object), "")
            path = base + "".join(f"/{escape(str(at))}" for _, at, _ in stack)
            yield _leaf(written_as, name, path, found.span(), depth)


def _leaf(written_as: str, name: str, path: str, span: tuple[int, int], depth: int) -> Leaf:
    value = _decoded(written_as)
    leaf = Leaf(name, path, value, *span, lambda new: written(new, written_as.isascii()))
    if depth < _MAX_DEPTH and value:
        if value.lstrip()[:1] in ("{", "["):
            if _is_json(value):
                leaf.holds = read(value, path, depth + 1)
        elif name == _BASE64:
            _hold_base64(leaf, written_as, depth)
        elif name == _EVENTS:
            leaf.holds = _events(value, path, depth)
    return leaf


def _hold_base64(leaf: Leaf, written_as: str, depth: int) -> None:
    try:
        inner = binascii.a2b_base64(leaf.text, strict_mode=True).decode()
    except ValueError:
        return
    if inner[:1] in ("{", "[") and _is_json(inner):
        leaf.holds = read(inner, leaf.path, depth + 1)
        leaf.write = lambda new: written(
            binascii.b2a_base64(new.encode(), newline=False).decode(), written_as.isascii()
        )


def _events(text: str, path: str, depth: int) -> Text:
    """The strings of events, each with its document on one line."""
    leaves: list[Leaf] = []
    for found in _DATA_LINE.finditer(text):
        if _is_json(found[1]):
            for leaf in _leaves(found[1], path, depth + 1):
                leaf.start += found.start(1)
                leaf.end += found.start(1)
                leaves.append(leaf)
    return Text(text, leaves)


def written(text: str, ascii_only: bool) -> str:
    """A string as a token of JSON."""
    return json.dumps(text, ensure_ascii=ascii_only or _SURROGATE.search(text) is not None)


def _decoded(written_as: str) -> str:
    if "\\" not in written_as:
        return written_as[1:-1]
    try:
        return str(json.loads(written_as, strict=False))
    except ValueError:
        return written_as[1:-1]


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True
