"""All codings of an answer undone as the bytes come: what can be decoded is given at once; a stream stays a stream.

The same codings and ratio as for requests (wire.coding); a whole answer is bounded far higher, as none of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quarterdeck.wire import coding, streams
from quarterdeck.wire.coding import Unreadable

MAX_OUT = 1 << 30


class Decoder:
    """All codings of an answer, the last one applied undone first.

    Raises Unreadable at once for codings that are unknown or more than three, later for what does not decode.
    """

    def __init__(self, codings: Sequence[str]) -> None:
        if len(codings) > coding.MAX_CODINGS:
            raise Unreadable("too-deep")
        if not streams.STREAMS.keys() >= set(codings):
            raise Unreadable("unknown-encoding")
        self._stages = [coding.Undoing(streams.STREAMS[name], MAX_OUT) for name in reversed(codings)]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What can be decoded now, in steps of about 64 KB."""
        return self._through(0, data)

    def end(self) -> None:
        """Raises Unreadable when a stream was cut short."""
        for stage in self._stages:
            stage.end()

    def _through(self, index: int, data: bytes) -> Iterator[bytes]:
        if index == len(self._stages):
            yield data
            return
        for step in self._stages[index].feed(data):
            yield from self._through(index + 1, step)
