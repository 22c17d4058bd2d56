"""What decoded bytes say: the whole when it is text, else the stretches of text in it, else what they unpack to."""

from __future__ import annotations

import codecs
import re

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.unpack import unpack

_PRINTABLE = bytes([9, 10, 13, *range(32, 127)])
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
# Byte-order marks of UTF-16 and UTF-32, without zeros.
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEAST = 6
# Of random bytes one stretch in 3,000 is as long as this, and one in 150,000 as the next: large data gets the next.
_STRETCH = re.compile(rb"[\t\n\r -~]{8,}")
_LONG_STRETCH = re2.compile(rb"[\t\n\r -~]{12,}")
_LARGE = 2048
_HEAD = 4096


def readable(data: bytes, budget: Budget, *, guess: bool = True) -> tuple[str, tuple[str, ...]]:
    """A text, and the compressions undone to get it; "" when nothing in it can be read.

    `guess` also tries the compression that has no first bytes of its own.
    """
    text = as_text(data)
    if text:
        return text, ()
    unpacked, steps = unpack(data, budget, guess=guess)
    if steps:
        inner = as_text(unpacked) or _stretches(unpacked)
        if inner:
            return inner, steps
    return _stretches(data), ()


def as_text(data: bytes) -> str:
    """The whole as text: ASCII, UTF-8, or UTF-16 and UTF-32 of ASCII; "" when it is not."""
    if len(data) < _LEAST:
        return ""
    if data.count(0) * 5 >= len(data) * 2:
        data = data.replace(b"\0", b"")
        if data.startswith(_MARKS):
            data = data[2:]
    if len(data) > _HEAD and _has_controls(data[:_HEAD]):
        return ""
    if not data.translate(None, _PRINTABLE):
        return data.decode("ascii")
    if _has_controls(data):
        return ""
    # A run that was cut, or that begins in the middle, has half a character at its ends.
    for end in range(len(data), max(0, len(data) - 4), -1):
        try:
            return data[:end].decode()
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:
                return ""
    return ""


def _has_controls(data: bytes) -> bool:
    """Whether more than every tenth byte is a control: then it is no text."""
    return (len(data) - len(data.translate(None, _CONTROLS))) * 10 > len(data)


def _stretches(data: bytes) -> str:
    """The stretches of text on lines of their own; in small data each stays where it is, to be counted there."""
    if len(data) >= _LARGE:
        return "\n".join(found.group().decode("ascii") for found in _LONG_STRETCH.finditer(data))
    # Most encoded runs hold bytes of all kinds, and no text.
    if _STRETCH.search(data) is None:
        return ""
    lines = bytearray(b"\n" * len(data))
    for found in _STRETCH.finditer(data):
        start, end = found.span()
        lines[start:end] = found.group()
    return lines.decode("ascii")
