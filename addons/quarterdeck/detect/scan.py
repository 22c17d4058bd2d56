"""Where an RE2 expression matches, in characters: RE2 counts bytes, and its binding is slow at the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_WITHIN = bytes(range(0x80, 0xC0))


def spans(expression: Any, text: str, data: bytes, group: int = 0) -> Iterator[tuple[int, int]]:
    """The start and end of each match in `text`, whose UTF-8 is `data`; or of a group of it, where that took part."""
    if len(text) == len(data):
        for found in expression.finditer(data):
            span = found.span(group)
            if span[0] >= 0:
                yield span
        return
    bytes_before = before = 0
    for found in expression.finditer(data):
        low, high = found.span(group)
        if low < 0:
            continue
        start = before + _characters(data[bytes_before:low])
        bytes_before, before = high, start + _characters(data[low:high])
        yield start, before


def _characters(data: bytes) -> int:
    try:
        return len(data.decode())
    except UnicodeDecodeError:
        # An expression may match single bytes, or nothing in the middle of a character: count where they begin.
        return len(data.translate(None, _WITHIN))
