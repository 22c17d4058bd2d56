"""Documents before each of which stands its length, in UTF-16 code units: it is that of what the document becomes.

Source: Gemini-API (2026-04) on gemini.google.com. What exactly is counted need not be known: only the difference is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from quarterdeck.wire.answers.event import Record

_COUNT = re.compile(rb"[0-9]+(?=\s*\Z)")

Write = Callable[[bytes], bytes]


class Counts:
    """Keeps a length that comes ahead of its document, to send it with that."""

    def __init__(self) -> None:
        self._ahead = b""

    def joined(self, record: Record) -> Record | None:
        """The record with what came ahead of it; None while more of it comes."""
        raw, self._ahead = self._ahead + record.raw, b""
        if record.payload is None and record.reason is None and _COUNT.search(raw):
            self._ahead = raw
            return None
        return record._replace(raw=raw)

    def rest(self) -> bytes:
        """What never got its document."""
        rest, self._ahead = self._ahead, b""
        return rest


def recounting(raw: bytes, payload: bytes) -> Write | None:
    """Writes the length of a changed record anew; None where none stands before the payload."""
    found = _COUNT.search(raw, 0, max(raw.find(payload), 0))
    return None if found is None else partial(_recounted, raw, found.span())


def _recounted(raw: bytes, span: tuple[int, int], data: bytes) -> bytes:
    # Nothing before the payload changes, so that the old length stands in the new record too.
    low, high = span
    length = int(raw[low:high]) + _units(data) - _units(raw)
    return data[:low] + str(length).encode() + data[high:]


def _units(data: bytes) -> int:
    return len(data.decode("utf-8", "replace").encode("utf-16-le", "replace")) // 2
