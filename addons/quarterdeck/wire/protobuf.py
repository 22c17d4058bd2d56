"""Protocol buffers without their schema: what may be a message, a text or both is read as whatever it may be.

Source: protobuf.dev encoding guide. Small numbers are left out: they count things and say nothing.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.wire.texts import File

TEXT = "text"

_MAX_DEPTH = 64
# Fields looked at in one body, all attempts together; each costs about a microsecond.
_MAX_FIELDS = 300_000
# The same in what is text already: a message of that many fields without one control character is none.
_MAX_IN_TEXT = 200
_MAX_NUMBER = (1 << 29) - 1
# Bytes up to this size are ids and hashes, too short to be a file.
_SMALL = 32
# Lengths and tags below 32 are these; people type none of them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Numbers of 7 digits and more identify cards, accounts, people.
_LARGE = 1_000_000
_SIZES = {1: 8, 5: 4}


def decode(data: bytes) -> dict[str, Any] | None:
    """A message: for each field's number a list of what it holds; None when the bytes are neither message nor text.

    A value is a mapping (a message or a group), a text, a large number, or a file: bytes that are none of these, of
    which somebody who knows files must say what they are. A message that is a text as well holds that under "text".
    """
    view = memoryview(data)
    found = _value(view, 0, [_MAX_FIELDS])
    if isinstance(found, dict):
        return found
    return None if _text(view) is None else {TEXT: found}


def _value(data: memoryview, depth: int, left: list[int]) -> dict[str, Any] | str | File:
    text = _text(data)
    inner = None
    if depth <= _MAX_DEPTH:
        budget = left if text is None else [min(left[0], _MAX_IN_TEXT)]
        before = budget[0]
        inner = _fields(data, depth, budget)
        if text is not None:
            left[0] -= before - budget[0]
    if inner is None:
        return text if text is not None else _leaf(data)
    if text is None:
        return inner
    return {**inner, TEXT: text} if inner and text else inner or text


def _text(data: memoryview) -> str | None:
    try:
        text = str(data, "utf-8")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _leaf(data: memoryview) -> str | File:
    """What is no message and has control characters or is no UTF-8."""
    held = bytes(data)
    if 0 not in held:
        try:
            return held.decode()
        except UnicodeDecodeError:
            pass
    return held.decode("latin-1") if len(held) <= _SMALL else File("", "", None, held)


def _fields(data: memoryview, depth: int, left: list[int]) -> dict[str, Any] | None:
    members: dict[str, Any] = {}
    around: list[tuple[int, dict[str, Any]]] = []
    position, end = 0, len(data)
    while position < end:
        left[0] -= 1
        tag, position = _varint(data, position)
        number, kind = tag >> 3, tag & 7
        if left[0] < 0 or not 0 < number <= _MAX_NUMBER:
            return None
        if kind == 0:
            size, position = _varint(data, position)
            if size < 0:
                return None
            if size >= _LARGE:
                members.setdefault(str(number), []).append(size)
        elif kind == 2:
            size, position = _varint(data, position)
            if size < 0:
                return None
            if size:
                inner = _value(data[position : position + size], depth + 1, left)
                members.setdefault(str(number), []).append(inner)
            position += size
        elif kind == 3 and len(around) < _MAX_DEPTH:
            around.append((number, members))
            group: dict[str, Any] = {}
            members.setdefault(str(number), []).append(group)
            members = group
        elif kind == 4 and around and around[-1][0] == number:
            members = around.pop()[1]
        elif kind in _SIZES:
            position += _SIZES[kind]
        else:
            return None
    return None if around or position > end else members


def _varint(data: memoryview, position: int) -> tuple[int, int]:
    """The number and the place behind it; -1 when there is none of at most ten bytes."""
    value = 0
    for shift, byte in enumerate(data[position : position + 10]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, position + shift + 1
    return -1, position
