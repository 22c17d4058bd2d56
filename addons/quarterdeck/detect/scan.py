"""Where an RE2 expression matches, in characters: RE2 counts bytes, and its binding is slow at the way back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def spans(expression: Any, text: str, data: bytes) -> Iterator[tuple[int, int]]:
    """The start and end of each match in `text`, whose UTF-8 is `data`."""
    if len(text) == len(data):
        for found in expression.finditer(data):
            yield found.span()
        return
    bytes_before = before = 0
    for found in expression.finditer(data):
        low, high = found.span()
        start = before + len(data[bytes_before:low].decode())
        bytes_before, before = high, start + len(data[low:high].decode())
        yield start, before
