"""A message of a WebSocket as far as it has come. No more of it is inflated or kept than may be (RFC 7692)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from wsproto.events import BytesMessage, Message, TextMessage
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

# Frames are sent on as they were cut, but crumbs are joined: each costs its own work.
_CRUMB = 1024
# How many bytes are inflated at a time only to be thrown away.
_STEP = 1 << 20


class TooLarge(Exception):
    """A message outgrows what may be kept of it."""


class Inflating(PerMessageDeflate):
    """permessage-deflate that never keeps more than `most` bytes at a time, and raises TooLarge.

    With `skim` a piece gives up to `most` + 1 bytes and the rest is thrown away: what comes after a message that goes
    on unread refers back to all of it.
    """

    def __init__(self, most: int, *, skim: bool = False) -> None:
        super().__init__()
        self._most = most
        self._skim = skim

    def frame_inbound_header(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, payload_length: int
    ) -> CloseReason | RsvBits:
        """Note whether a message is compressed. wsproto forgets it at a control frame within the message."""
        before = self._inbound_compressed
        found = super().frame_inbound_header(proto, opcode, rsv, payload_length)
        if opcode.iscontrol():
            self._inbound_compressed = before
        return found

    def frame_inbound_payload_data(self, proto: FrameDecoder | FrameProtocol, data: bytes) -> bytes | CloseReason:
        """Inflate a piece of a message."""
        unpacker = self._decompressor
        if unpacker is None or not self._inbound_compressed or not self._inbound_is_compressible:
            return super().frame_inbound_payload_data(proto, data)
        if unpacker.eof:
            # zlib would keep all that follows the end of a stream.
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        try:
            inflated = unpacker.decompress(data, self._most + 1)
            if len(inflated) > self._most:
                if not self._skim:
                    raise TooLarge
                while unpacker.unconsumed_tail and not unpacker.eof:
                    unpacker.decompress(unpacker.unconsumed_tail, _STEP)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        # Some would begin a new stream with what follows the end of one.
        return CloseReason.INVALID_FRAME_PAYLOAD_DATA if unpacker.unused_data else inflated

    def frame_inbound_complete(self, proto: FrameDecoder | FrameProtocol, fin: bool) -> bytes | CloseReason | None:
        """End a message, but not at a control frame within it."""
        return super().frame_inbound_complete(proto, fin) if self._inbound_is_compressible else None


class Assembly:
    """A message as far as it has come, and where its frames ended."""

    def __init__(self, most: int) -> None:
        self.content = bytearray()
        self.text = False
        self._most = most
        self._ends: list[int] = []

    def add(self, event: Message[Any]) -> None:
        """Take the next piece. Raises TooLarge."""
        self.text = isinstance(event, TextMessage)
        self.content += event.data.encode() if isinstance(event.data, str) else event.data
        if len(self.content) > self._most:
            raise TooLarge
        last = self._ends[-1] if self._ends else 0
        if event.frame_finished and len(self.content) - last >= _CRUMB:
            self._ends.append(len(self.content))

    def replace(self, content: bytes) -> None:
        """Another message in the place of this one, in one frame."""
        self.content = bytearray(content)
        self._ends = []

    def frames(self) -> Iterator[Message[Any]]:
        """The message in the frames in which it came."""
        size, begin = len(self.content), 0
        for end in (*(end for end in self._ends if end < size), size):
            piece = bytes(self.content[begin:end])
            if self.text:
                yield TextMessage(piece.decode(), message_finished=end == size)
            else:
                yield BytesMessage(piece, message_finished=end == size)
            begin = end
