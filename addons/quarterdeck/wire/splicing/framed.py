"""Changes inside the length-prefixed messages of Connect and gRPC: lengths are counted anew, codings stay.

The payloads are read joined by line ends, as body.read does; a change stays within one payload.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import coding, frames
from quarterdeck.wire.splicing import codings
from quarterdeck.wire.splicing.change import ByteChange, applied
from quarterdeck.wire.splicing.refused import CannotSplice

# Connect's streams, and gRPC where it carries JSON, each with the header that names the coding of its messages.
_TYPES = (
    (re.compile(r"application/connect\+json", re.IGNORECASE), ("connect-content-encoding",)),
    (re.compile(r"application/grpc(?:-web)?\+json", re.IGNORECASE), ("grpc-encoding", "connect-content-encoding")),
)
_HEAD = 5
_BETWEEN = b"\n"


@dataclass(frozen=True, slots=True)
class _Frame:
    flags: int
    raw: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Frames:
    """A body in frames, of which those that are compressed are in `coding`."""

    frames: tuple[_Frame, ...]
    coding: str

    @property
    def joined(self) -> bytes:
        """All payloads as one text is made of them."""
        return _BETWEEN.join(frame.payload for frame in self.frames)

    def changed(self, changes: Sequence[ByteChange]) -> bytes:
        """The body with changes, in order, of `joined`. Raises CannotSplice for one that leaves its payload."""
        out: list[bytes] = []
        position = done = 0
        for frame in self.frames:
            end = position + len(frame.payload)
            here = [change for change in changes if position <= change[0] and change[1] <= end]
            done += len(here)
            out.append(self._frame(frame, [(start - position, stop - position, new) for start, stop, new in here]))
            position = end + len(_BETWEEN)
        if done != len(changes):
            raise CannotSplice("ambiguous")
        return b"".join(out)

    def _frame(self, frame: _Frame, changes: Sequence[ByteChange]) -> bytes:
        if not changes:
            return frames.join(frame.flags, frame.raw)
        payload = applied(frame.payload, changes)
        if frame.flags & frames.COMPRESSED:
            _, again = codings.removed(frame.raw, (self.coding,))
            payload = again(payload)
        return frames.join(frame.flags, payload)


def parted(data: bytes, content_type: str, exchange: Exchange) -> Frames | None:
    """The frames of a body without its content codings; None when its type is not framed JSON. Raises CannotSplice."""
    headers = next((names for kind, names in _TYPES if kind.match(content_type)), None)
    if headers is None:
        return None
    coding_name = next((name for name in map(exchange.header, headers) if name), None)
    try:
        payloads = frames.split(data, coding_name)
    except coding.Unreadable as error:
        raise CannotSplice(error.reason) from None
    found: list[_Frame] = []
    position = 0
    for payload in payloads:
        flags, length = data[position], int.from_bytes(data[position + 1 : position + _HEAD], "big")
        position += _HEAD
        found.append(_Frame(flags, data[position : position + length], payload))
        position += length
    return Frames(tuple(found), coding_name or "gzip")
