"""Content codings undone one bounded step at a time, so that a bomb costs no more than its budget.

RFC 9110 section 8.4. A stream cut short, or followed by anything, is corrupt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from quarterdeck.wire import chunked, streams

MAX_OUT = 16 << 20
MAX_RATIO = 200
MAX_CODINGS = 3

_RATIO_AFTER = 1 << 20
# Members or frames in one stream: each costs time however little it holds.
_MAX_MEMBERS = 64
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ZSTD = b"\x28\xb5\x2f\xfd"
# As RFC 1950 wraps it, and as RFC 1951 has it.
_WRAPPED, _RAW = partial(streams.Inflate, 15), partial(streams.Inflate, -15)


class Unreadable(ValueError):
    """A body that cannot be decoded; `reason` is "unknown-encoding", "corrupt-encoding", "too-large" or "too-deep"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def named(values: Iterable[str]) -> tuple[str, ...]:
    """The codings that the values of a header name, in the order in which they were applied (RFC 9110 section 8.4).

    What leaves the bytes as they are, or is taken off with the framing of HTTP/1, is none.
    """
    names = (item.strip().lower() for value in values for item in value.split(","))
    return tuple(name for name in names if name not in ("", "identity", "chunked"))


def undo(data: bytes, codings: Sequence[str], limit: int = MAX_OUT) -> bytes:
    """`data` with its codings removed, the last one applied first.

    Raises Unreadable: over `limit` bytes, over 200 bytes out for one in (after the first MB), or over 3 codings.
    """
    if len(codings) > MAX_CODINGS:
        raise Unreadable("too-deep")
    for coding in reversed(codings):
        data = _undone(data, coding, limit)
    return data


def unclaimed(data: bytes) -> str | None:
    """The coding that the first bytes betray though no header names it."""
    if data.startswith(streams.GZIP):
        return "gzip"
    if data.startswith(_ZLIB):
        return "deflate"
    return "zstd" if data.startswith(_ZSTD) else None


class Undoing:
    """One coding taken off as the bytes come, with every member or frame of it, within its budget.

    `opened` makes a stream of the coding, `limit` is in bytes of what comes out.
    """

    def __init__(self, opened: Callable[[], streams.Stream], limit: int) -> None:
        self._opened = opened
        self._limit = limit
        self._stream = opened()
        self._members = 1
        self._taken = self._given = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What can be decoded now, in steps of about 64 KB. Raises Unreadable."""
        self._taken += len(data)
        try:
            # Little by little: what a stream has not taken of its input is copied with every step.
            for start in range(0, len(data), streams.STEP):
                yield from self._fed(data[start : start + streams.STEP])
        except streams.ERRORS:
            raise Unreadable("corrupt-encoding") from None

    def end(self) -> None:
        """Raises Unreadable when a stream was cut short; that nothing came at all is no fault."""
        if self._taken and not self._stream.over:
            raise Unreadable("corrupt-encoding")

    def _fed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream.over:
                self._next(data)
            for step in self._stream.steps(data):
                self._given += len(step)
                if self._given > self._limit or (self._given > _RATIO_AFTER and self._given > self._taken * MAX_RATIO):
                    raise Unreadable("too-large")
                yield step
            data = self._stream.rest if self._stream.over else b""

    def _next(self, data: bytes) -> None:
        if not self._stream.may_precede(data):
            raise Unreadable("corrupt-encoding")
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise Unreadable("too-large")
        self._stream = self._opened()


def _undone(data: bytes, coding: str, limit: int) -> bytes:
    if coding == chunked.CODING:
        try:
            return chunked.undo(data)
        except chunked.BadChunks:
            raise Unreadable("corrupt-encoding") from None
    if coding == "deflate":
        return _deflate(data, limit)
    if coding not in streams.STREAMS:
        raise Unreadable("unknown-encoding")
    return _whole(data, streams.STREAMS[coding], limit)


def _deflate(data: bytes, limit: int) -> bytes:
    """zlib as the standard says, or raw as some senders do; bytes that are both, and differ, are neither."""
    found: list[bytes] = []
    for opened in (_WRAPPED, _RAW):
        try:
            found.append(_whole(data, opened, limit))
        except Unreadable as error:
            if error.reason == "too-large":
                raise
    if not found or found[0] != found[-1]:
        raise Unreadable("corrupt-encoding")
    return found[0]


def _whole(data: bytes, opened: Callable[[], streams.Stream], limit: int) -> bytes:
    if not data:
        # Not even a head of a stream.
        raise Unreadable("corrupt-encoding")
    undoing = Undoing(opened, limit)
    out = b"".join(undoing.feed(data))
    undoing.end()
    return out
