"""Server-sent events cut from bytes: a blank line ends an event, and every kind of line end counts.

Source: WHATWG HTML, section 9.2 (event stream interpretation). An event without its blank line at the end counts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quarterdeck.wire.answers.event import Record

MAX_EVENT = 1 << 20
TOO_LARGE = "too-large"

_BLANK = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
# Lines that say nothing but that the connection lives pass at once.
_COMMENTS = re.compile(rb"(?::[^\r\n]*(?:\r\n|\n|\r(?=[^\n])))+")
_BOM = b"\xef\xbb\xbf"
# The longest end of an event, less its last byte.
_TAIL = 3


class Sse:
    """A transport. An event over `limit` bytes passes in pieces, unread."""

    def __init__(self, limit: int = MAX_EVENT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0
        self._oversized = False

    def feed(self, data: bytes) -> Iterator[Record]:
        """The events that these bytes complete."""
        buffer = self._buffer
        buffer += data
        start, length = 0, len(buffer)
        searched = self._searched
        simple = b"\r" not in buffer
        while True:
            if simple:
                end = buffer.find(b"\n\n", searched) + 2
                if end == 1:
                    break
            else:
                found = _BLANK.search(buffer, searched)
                if found is None:
                    break
                end = found.end()
            yield self._record(bytes(buffer[start:end]))
            start = searched = end
        del buffer[:start]
        length -= start
        if length > (_TAIL if self._oversized else self._limit):
            self._oversized = True
            raw = bytes(buffer[: length - _TAIL])
            del buffer[: length - _TAIL]
            length = _TAIL
            yield Record(raw, reason=TOO_LARGE)
        elif buffer[:1] == b":" and not self._oversized:
            found = _COMMENTS.match(buffer)
            if found is not None:
                raw = found[0]
                del buffer[: len(raw)]
                length -= len(raw)
                yield Record(bytes(raw))
        self._searched = max(0, length - _TAIL)

    def end(self) -> Iterator[Record]:
        """The event that no blank line ends."""
        if self._buffer:
            raw = bytes(self._buffer)
            self._buffer.clear()
            yield self._record(raw)

    def _record(self, raw: bytes) -> Record:
        if self._oversized or len(raw) > self._limit:
            self._oversized = False
            return Record(raw, reason=TOO_LARGE)
        if raw.startswith(b"data: {") and raw.endswith(b"\n\n") and raw.find(b"\n") == len(raw) - 2:
            return Record(raw, raw[6:-2])
        return _parsed(raw)


def _parsed(raw: bytes) -> Record:
    data: list[bytes] = []
    stray: list[bytes] = []
    name = ""
    for line in raw.removeprefix(_BOM).splitlines():
        field, colon, value = line.partition(b":")
        if field == b"data":
            data.append(value.removeprefix(b" "))
        elif field == b"event":
            name = value.removeprefix(b" ").decode("utf-8", "replace")
        elif line and field not in (b"", b"id", b"retry"):
            # No client that follows the standard reads it; one that expects something else may.
            stray.append(field + colon + value)
    return Record(raw, b"\n".join(data or stray) or None, name)
