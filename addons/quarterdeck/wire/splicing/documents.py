"""Which document of a body a pointer is in: a message of several says so by a number in front of each pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import texts
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import LAX, Node

_Texts = tuple[tuple[str, str], ...]


def roots(values: Sequence[Any], message: Message, root: Node) -> list[Node | None]:
    """For each document what is wanted in it.

    The numbers count messages. Those of a format come first and those of none last, so a number is matched with a
    document by what both say. Where there are no numbers, all documents are looked through.
    """
    if len(values) == 1:
        return [root]
    said = [_texts(texts.parts(value)) for value in values]
    grouped = _grouped(message)
    if grouped is None or any(number >= len(values) for number in grouped):
        return [root] * len(values)
    waiting: dict[_Texts, list[int]] = {}
    for index, theirs in reversed(list(enumerate(said))):
        waiting.setdefault(theirs, []).append(index)
    out: list[Node | None] = [None] * len(values)
    for number in sorted(grouped):
        alike = waiting.get(grouped[number])
        # A format may leave out parts: then only the number itself tells.
        index = alike.pop() if alike else number
        out[index] = root.child(str(number)) or out[index]
    if len([node for node in out if node is not None]) != len(root.below):
        raise CannotSplice("ambiguous")
    return out


def _texts(parts: Sequence[Any]) -> _Texts:
    return tuple((part.pointer, part.text) for part in parts)


def _grouped(message: Message) -> dict[int, _Texts] | None:
    """The texts of each number; None when there are no numbers."""
    found: dict[int, list[tuple[str, str]]] = {}
    for part in message.parts:
        if part.pointer.startswith(LAX):
            continue
        token, slash, below = part.pointer[1:].partition("/")
        if not (token.isascii() and token.isdigit()):
            return None
        found.setdefault(int(token), []).append((slash + below, part.text))
    return {number: tuple(texts_) for number, texts_ in found.items()}
