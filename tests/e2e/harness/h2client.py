"""An HTTP/2 client that will send what no honest client does: frames built by hand, checked by nobody."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from hpack import Decoder, Encoder
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from .rawclient import Ended, RawClient

type Headers = tuple[tuple[bytes, bytes], ...]

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_WINDOW = 2**31 - 1
_PIECE = 16384


@dataclass(slots=True)
class Answered:
    """What came back on one stream. `reset` is the RST_STREAM or GOAWAY code, when that is what came."""

    status: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    trailers: list[tuple[bytes, bytes]] = field(default_factory=list)
    reset: int | None = None
    closed: bool = False

    def header(self, name: bytes) -> bytes | None:
        return next((value for key, value in self.headers if key == name), None)


class RawH2:
    """One HTTP/2 connection over a RawClient that has done its TLS (or has none: prior knowledge)."""

    def __init__(self, client: RawClient, *, window: int = _WINDOW) -> None:
        """`window` is how many bytes of each answer the client is ready to take."""
        self._client = client
        self._encoder, self._decoder = Encoder(), Decoder()
        self._streams = itertools.count(1, 2)
        settings = SettingsFrame(0, {SettingsFrame.INITIAL_WINDOW_SIZE: window, SettingsFrame.ENABLE_PUSH: 0})
        client.send(PREFACE + settings.serialize() + WindowUpdateFrame(0, _WINDOW - 65535).serialize())

    def frames(self, *frames: Frame) -> None:
        self._client.send(b"".join(frame.serialize() for frame in frames))

    def raw(self, data: bytes) -> None:
        self._client.send(data)

    def open(self) -> int:
        """A fresh stream number."""
        return next(self._streams)

    def block(self, headers: Headers) -> bytes:
        """Header fields, compressed without Huffman coding so that they can be found on the wire."""
        return self._encoder.encode(list(headers), huffman=False)

    def headers(self, stream: int, headers: Headers, *, end: bool, done: bool = True) -> None:
        """HEADERS and as many CONTINUATIONs as it takes; `done` False leaves the block open."""
        block = self.block(headers)
        pieces = [block[i : i + _PIECE] for i in range(0, len(block), _PIECE)] or [b""]
        frames: list[Frame] = [HeadersFrame(stream, pieces[0], flags=["END_STREAM"] if end else [])]
        frames += [ContinuationFrame(stream, piece) for piece in pieces[1:]]
        if done:
            frames[-1].flags.add("END_HEADERS")
        self.frames(*frames)

    def request(self, headers: Headers, body: tuple[bytes, ...] = (), trailers: Headers = ()) -> int:
        """Send one request; returns its stream."""
        stream = self.open()
        self.headers(stream, headers, end=not body and not trailers)
        for number, piece in enumerate(body):
            last = number == len(body) - 1 and not trailers
            self.frames(DataFrame(stream, piece, flags=["END_STREAM"] if last else []))
        if trailers:
            self.headers(stream, trailers, end=True)
        return stream

    def ask(self, requests: Iterable[Headers]) -> None:
        """Send requests without bodies in one piece."""
        flags = ["END_STREAM", "END_HEADERS"]
        self.frames(*[HeadersFrame(self.open(), self.block(one), flags=flags) for one in requests])

    def _frame(self) -> Frame:
        frame, length = Frame.parse_frame_header(memoryview(self._client.take(9)))
        frame.parse_body(memoryview(self._client.take(length)))
        return frame

    def answer(self, stream: int) -> Answered:
        """All that comes back on the stream, until it ends or the connection does. Raises Hang."""
        got = Answered()
        open_block = b""
        while True:
            try:
                frame = self._frame()
            except Ended:
                got.closed = True
                return got
            if isinstance(frame, SettingsFrame | PingFrame) and "ACK" not in frame.flags:
                reply = type(frame)(0, flags=["ACK"])
                if isinstance(frame, PingFrame):
                    reply.opaque_data = frame.opaque_data
                self.frames(reply)
            elif isinstance(frame, GoAwayFrame):
                got.reset, got.closed = frame.error_code, True
                return got
            elif isinstance(frame, HeadersFrame | ContinuationFrame):
                open_block += frame.data
                if "END_HEADERS" in frame.flags:
                    self._fields(got, frame.stream_id == stream, open_block)
                    open_block = b""
            elif frame.stream_id == stream and isinstance(frame, DataFrame):
                got.body += frame.data
            elif frame.stream_id == stream and isinstance(frame, RstStreamFrame):
                got.reset = frame.error_code
                return got
            if frame.stream_id == stream and "END_STREAM" in frame.flags:
                return got

    def _fields(self, got: Answered, ours: bool, block: bytes) -> None:
        fields = [(bytes(name), bytes(value)) for name, value in self._decoder.decode(block, raw=True)]
        if not ours:
            return
        if got.status is None:
            got.headers, got.status = fields, int(dict(fields)[b":status"])
        else:
            got.trailers = fields
