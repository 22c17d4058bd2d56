"""Multipart form data split as it comes, with the same strictness as when it is read whole (wire.multipart).

RFC 7578, RFC 2046 section 5.1. Nothing of a part is kept but what could be the beginning of a boundary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_MAX_PARTS = 10_000
_MAX_HEAD = 1 << 16
_BLANK = b"\r\n\r\n"


class BadMultipart(ValueError):
    """A body that two parsers could split in two ways."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A part begins; `head` are its header lines, without the empty one."""

    head: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The part has ended."""


Event = Begin | End | bytes


class Splitter:
    """Takes a body in pieces and tells of its parts: Begin, any number of bytes, End, for each."""

    def __init__(self, boundary: str) -> None:
        self._mark = b"\r\n--" + boundary.encode("latin-1", "replace")
        self._waiting = bytearray(b"\r\n")
        self._step = self._first
        self._parts = 0

    def feed(self, data: bytes) -> Iterator[Event]:
        """What can be told now. Raises BadMultipart."""
        self._waiting += data
        before = None
        while before != (before := (len(self._waiting), self._step)):
            yield from self._step()

    def end(self) -> None:
        """Raises BadMultipart when the last boundary has not come."""
        if self._step != self._over:
            raise BadMultipart

    def _first(self) -> Iterator[Event]:
        if len(self._waiting) >= len(self._mark):
            if not self._waiting.startswith(self._mark):
                raise BadMultipart
            self._pass(len(self._mark), self._marked)
        yield from ()

    def _marked(self) -> Iterator[Event]:
        if len(self._waiting) >= 2:
            after = bytes(self._waiting[:2])
            self._parts += 1
            if after not in (b"\r\n", b"--") or self._parts > _MAX_PARTS:
                raise BadMultipart
            self._pass(2, self._head if after == b"\r\n" else self._over)
        yield from ()

    def _head(self) -> Iterator[Event]:
        blank = self._waiting.find(_BLANK)
        if (blank if blank >= 0 else len(self._waiting)) > _MAX_HEAD:
            raise BadMultipart
        # A boundary may begin in the middle of the empty line, and then there is none.
        if 0 <= blank <= len(self._waiting) - 2 - len(self._mark):
            if 0 <= self._waiting.find(self._mark) <= blank + 2:
                raise BadMultipart
            head = bytes(self._waiting[:blank])
            self._pass(blank + len(_BLANK), self._body)
            yield Begin(head)

    def _body(self) -> Iterator[Event]:
        found = self._waiting.find(self._mark)
        ready = found if found >= 0 else max(0, len(self._waiting) - len(self._mark) + 1)
        if ready:
            data = bytes(self._waiting[:ready])
            self._pass(ready, self._body)
            yield data
        if found >= 0:
            self._pass(len(self._mark), self._marked)
            yield End()

    def _over(self) -> Iterator[Event]:
        if self._waiting.strip(b"\r\n"):
            raise BadMultipart
        self._waiting.clear()
        yield from ()

    def _pass(self, size: int, step: object) -> None:
        del self._waiting[:size]
        self._step = step  # type: ignore[assignment]  # one of the methods above
