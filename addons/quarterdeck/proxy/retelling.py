"""The messages of an origin, read in order to be told anew: whole ones, and by the piece what is too large to be kept.

Raw frames could not stand beside messages of our own: a compressed one refers back to all that came before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wsproto.events import BytesMessage, CloseConnection, Message, TextMessage

from quarterdeck.proxy.passing import Side

# Deflate makes at most 1032 bytes of one (zlib's technical details): so many at a time are inflated, and to how much.
_STEP = 1 << 12
MOST_INFLATED = _STEP * 1100


@dataclass(frozen=True, slots=True)
class Whole:
    """A message that has come to its end."""

    content: bytes
    text: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a message that has outgrown what may be kept. `first`: nothing of it has been told before."""

    content: bytes
    text: bool
    first: bool
    last: bool


class Retelling:
    """What an origin says, frame by frame. No more than `most` bytes of a message are kept."""

    def __init__(self, side: Side, most: int) -> None:
        self._side, self._most = side, most
        self._content = bytearray()
        self._passing = False

    @property
    def whole(self) -> bool:
        """Whether all that has been told so far ends with a message."""
        return not self._passing

    def take(self, data: bytes) -> Iterator[Whole | Piece | CloseConnection]:
        """What has come with these bytes of at most one data frame.

        CloseConnection says how the connection must end, for what is no WebSocket (RFC 6455). Raises TooLarge where an
        extension does.
        """
        for start in range(0, len(data), _STEP):
            self._side.receive_data(data[start : start + _STEP])
            for event in self._side.events():
                if isinstance(event, CloseConnection):
                    yield event
                    return
                if isinstance(event, Message):
                    yield from self._said(event)

    def _said(self, event: Message[Any]) -> Iterator[Whole | Piece]:
        text = isinstance(event.data, str)
        self._content += event.data.encode() if isinstance(event.data, str) else event.data
        if self._passing or len(self._content) > self._most:
            first, self._passing = not self._passing, not event.message_finished
            yield Piece(self._emptied(), text, first, event.message_finished)
        elif event.message_finished:
            yield Whole(self._emptied(), text)

    def _emptied(self) -> bytes:
        content = bytes(self._content)
        self._content.clear()
        return content


def told(content: bytes, *, text: bool, last: bool = True) -> Message[Any]:
    """A message, or a piece of one, as it is sent."""
    if text:
        return TextMessage(content.decode(), message_finished=last)
    return BytesMessage(content, message_finished=last)
