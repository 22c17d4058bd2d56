"""The messages of an origin whose answers are read: each is held as it came until all of it has been judged."""

from __future__ import annotations

from dataclasses import dataclass

from wsproto.events import CloseConnection, Message

from quarterdeck.proxy.passing import Side

# Frames of little or nothing fill memory too: how much longer than its content a message may be with its frames.
_FRAMING, _FEW = 2, 1024


@dataclass(frozen=True, slots=True)
class Held:
    """A message to be judged: `raw` is how it stood on the wire, so far.

    `content` is what it says, None when it has outgrown what may be kept of it; `ended` then says whether all of it has
    come.
    """

    raw: bytes
    content: bytes | None
    text: bool
    ended: bool = True


class Incoming:
    """What an origin says, piece by piece. No more than `most` bytes of a message are kept."""

    def __init__(self, side: Side, most: int) -> None:
        self._side, self._most = side, most
        self._raw, self._content = bytearray(), bytearray()
        self._let_pass = False

    @property
    def holding(self) -> bool:
        """Whether nothing of a message has been passed on whose end has not."""
        return not self._let_pass

    def passed(self, held: Held) -> bytes:
        """The bytes of a message that may pass; what is still to come of it may, too."""
        self._let_pass = not held.ended
        return held.raw

    def take(self, piece: bytes) -> Held | bytes | CloseConnection | None:
        """What has become of a piece of at most one data frame.

        A message to be judged; bytes that may pass, being of one that has been; how the connection must end, for what
        is no WebSocket (RFC 6455); or nothing yet.
        """
        ended = text = False
        self._side.receive_data(piece)
        for event in self._side.events():
            if isinstance(event, CloseConnection):
                return event
            if isinstance(event, Message):
                ended, text = event.message_finished, isinstance(event.data, str)
                if not self._let_pass:
                    self._content += event.data.encode() if isinstance(event.data, str) else event.data
        if self._let_pass:
            self._let_pass = not ended
            return piece
        self._raw += piece
        if len(self._content) > self._most or len(self._raw) > self._most * _FRAMING + _FEW:
            return Held(self._emptied(), None, text, ended)
        if not ended:
            return None
        content = bytes(self._content)
        return Held(self._emptied(), content, text)

    def _emptied(self) -> bytes:
        raw = bytes(self._raw)
        self._raw.clear()
        self._content.clear()
        return raw
