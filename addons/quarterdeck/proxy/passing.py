"""What passes without being judged: the frames of an origin, as they come, and control frames, emptied (RFC 6455)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands
from mitmproxy.proxy.layers.websocket import WebsocketConnection
from wsproto import ConnectionType
from wsproto.events import CloseConnection, Event, Ping, Pong
from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, Opcode

_FINAL, _CONTROL, _MASKED = 0x80, 0x08, 0x80
# How many bytes of length follow these.
_WIDE = {126: 2, 127: 8}
_CONTROLS = frozenset({Opcode.CLOSE, Opcode.PING, Opcode.PONG})


class BadFrame(Exception):
    """A frame that RFC 6455 forbids."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control frame, whole; `raw` is how it stood on the wire."""

    opcode: int
    payload: bytes
    raw: bytes

    def close(self) -> CloseConnection:
        """What a close frame says."""
        if len(self.payload) < 2:
            return CloseConnection(code=CloseReason.NO_STATUS_RCVD)
        return CloseConnection(int.from_bytes(self.payload[:2]), self.payload[2:].decode(errors="replace"))


class Passing:
    """The frames of an origin on their way to the client, compressed or not; nothing of a message is kept."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._left = 0
        self._final = True

    @property
    def whole(self) -> bool:
        """Whether all that has been passed on so far ends with a message."""
        return self.between and self._final

    @property
    def between(self) -> bool:
        """Whether all that has been passed on so far ends with a frame."""
        return not self._left

    def feed(self, data: bytes) -> Iterator[bytes | Control]:
        """What can go on now: bytes of at most one data frame, or a control frame. Raises BadFrame."""
        self._buffer += data
        while self._buffer:
            piece = self._rest() if self._left else self._next()
            if piece is None:
                return
            yield piece

    def _take(self, amount: int) -> bytes:
        taken = bytes(self._buffer[:amount])
        del self._buffer[:amount]
        return taken

    def _rest(self) -> bytes:
        piece = self._take(self._left)
        self._left -= len(piece)
        return piece

    def _next(self) -> bytes | Control | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        wide = _WIDE.get(buffer[1], 0)
        size = 2 + wide
        if len(buffer) < size:
            return None
        length = int.from_bytes(buffer[2:size]) if wide else buffer[1]
        if buffer[1] & _MASKED:
            raise BadFrame("an origin may not mask")
        if not buffer[0] & _CONTROL:
            self._final = bool(buffer[0] & _FINAL)
            piece = self._take(size + length)
            self._left = size + length - len(piece)
            return piece
        opcode = buffer[0] & 0x0F
        if wide or not buffer[0] & _FINAL or opcode not in _CONTROLS:
            raise BadFrame("a control frame that is long, in pieces or of no known kind")
        if len(buffer) < size + length:
            return None
        raw = self._take(size + length)
        return Control(opcode, raw[size:], raw)


def plain_text(content: bytes) -> bytes:
    """A text message of a server in one frame, uncompressed: no message that is compressed refers back to such a one.

    RFC 6455 section 5.2, RFC 7692 section 6.
    """
    size = len(content)
    if size < 126:
        length = bytes([size])
    elif size < 65_536:
        length = bytes([126]) + size.to_bytes(2)
    else:
        length = bytes([127]) + size.to_bytes(8)
    return bytes([_FINAL | Opcode.TEXT]) + length + content


class Side(WebsocketConnection):
    """One side of a relay. A ping reaches the other side empty, and the pong that answers it gets its payload back.

    Nobody judges control frames, and 125 bytes in each would be a way out; so the reason of a close reaches only the
    client.
    """

    other: Side

    def __init__(self, kind: ConnectionType, extensions: list[Extension], conn: Connection) -> None:
        super().__init__(kind, extensions, conn=conn)
        self.pings: deque[bytes] = deque(maxlen=64)

    def send2(self, event: Event) -> commands.SendData:
        """Send to this side what came from the other one."""
        if isinstance(event, Ping):
            self.pings.append(bytes(event.payload))
            event = Ping(b"")
        elif isinstance(event, Pong):
            event = Pong(self.other.pings.popleft() if self.other.pings else b"")
        elif isinstance(event, CloseConnection) and self.client:
            event = CloseConnection(event.code, "")
        return super().send2(event)
