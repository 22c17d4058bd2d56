"""JSON documents cut from bytes where each one closes, whatever stands between them.

One document, NDJSON, RFC 7464 and SignalR (0x1e), the array that Gemini streams element by element, and the chunks of
gemini.google.com, whose lengths (in UTF-16 code units) say nothing that the brackets do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quarterdeck.wire.answers.event import Record
from quarterdeck.wire.answers.sse import MAX_EVENT, TOO_LARGE

MAX_DOCUMENT = 16 << 20

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.DOTALL)
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)
_BETWEEN = re.compile(rb"(?:\xef\xbb\xbf)?(?:\)\]\}')?(?:[\s,\x1e\d\[\]]++|\xef\xbb\xbf)*+")
_AFTER = re.compile(rb"[\s,\x1e]*")
_QUOTE, _OPEN, _CLOSE, _LIST = b'"'[0], b"{[", b"}]", b"["[0]


class Documents:
    """A transport. `elements`: a list at the root is a stream of its elements.

    A document over `limit` bytes passes in pieces, unread.
    """

    def __init__(self, elements: bool = False, limit: int = MAX_DOCUMENT) -> None:
        self._elements = elements
        self._limit = limit
        self._buffer = bytearray()
        self._position = 0
        self._begin: int | None = None
        self._depth = 0
        self._floor = 0
        self._in_string = False
        self._oversized = False

    def feed(self, data: bytes) -> Iterator[Record]:
        """The documents that these bytes complete, and at once what stands between documents."""
        buffer = self._buffer
        buffer += data
        while self._closed():
            after = _AFTER.match(buffer, self._position)
            yield self._record(after.end() if after else self._position)
        if self._begin is None and buffer and _BETWEEN.fullmatch(buffer):
            yield Record(bytes(buffer))
            self._drop(len(buffer))
        if self._position - (self._begin or 0) > (0 if self._oversized else self._limit):
            self._oversized = True
            self._begin = 0
            raw = bytes(buffer[: self._position])
            self._drop(self._position)
            yield Record(raw, reason=TOO_LARGE)

    def end(self) -> Iterator[Record]:
        """What was never closed, or never was JSON."""
        if self._buffer:
            raw = bytes(self._buffer)
            self._buffer.clear()
            yield Record(raw, reason=TOO_LARGE) if self._oversized else Record(raw, raw[self._start(raw) :] or None)

    def _closed(self) -> bool:
        """Whether a document ends in the buffer; then `_position` is behind it."""
        buffer = self._buffer
        while True:
            if self._in_string:
                rest = _REST_OF_STRING.match(buffer, self._position)
                # It matches anything, the empty string too.
                self._position = rest.end() if rest else len(buffer)
                if not rest or not rest[1]:
                    return False
                self._in_string = False
                if self._depth == self._floor:
                    return True
                continue
            found = _TOKEN.search(buffer, self._position)
            if found is None:
                self._position = len(buffer)
                return False
            start, self._position = found.span()
            if self._token(buffer[start], start, self._position - start):
                return True

    def _token(self, mark: int, start: int, length: int) -> bool:
        if mark == _QUOTE:
            if self._begin is None:
                self._begin = start
            self._in_string = length == 1
            return not self._in_string and self._depth == self._floor
        if mark in _OPEN:
            if self._elements and mark == _LIST and self._depth == 0:
                self._depth = self._floor = 1
                return False
            if self._begin is None:
                self._begin = start
            self._depth += 1
            return False
        if self._depth > self._floor:
            self._depth -= 1
            return self._depth == self._floor
        # It closes the list of elements, or nothing at all.
        self._depth = self._floor = 0
        return False

    def _record(self, end: int) -> Record:
        oversized = self._oversized or self._position - (self._begin or 0) > self._limit
        raw = bytes(self._buffer[:end])
        # What is no separator belongs to the document, and spoils it for all to see.
        payload = raw[self._start(raw) : self._position]
        self._drop(end)
        self._begin = None
        self._oversized = False
        return Record(raw, reason=TOO_LARGE) if oversized else Record(raw, payload)

    def _start(self, raw: bytes) -> int:
        """Where a document begins behind what separates it from the last one."""
        found = _BETWEEN.match(raw)
        blank = found.end() if found else 0
        return blank if self._begin is None else min(self._begin, blank)

    def _drop(self, end: int) -> None:
        del self._buffer[:end]
        self._position = max(0, self._position - end)


def lines() -> Documents:
    """Of a type that says that there are many documents: each has the limit of one event."""
    return Documents(limit=MAX_EVENT)
