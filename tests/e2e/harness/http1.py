"""An HTTP/1 origin that takes nearly anything: what a careless server would act on is what must not arrive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Protocol

from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from .answers import Answer, Route, answer
from .seen import Gates, Request, Seen

_HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
_LINE = re.compile(rb"\r?\n|\r")
_HEX = re.compile(rb"\s*(?:0[xX])?\+?([0-9a-fA-F]+)")
_DIGITS = re.compile(rb"\D*(\d+)")


# A message of a WebSocket; a tuple is one that comes in fragments, a ping before each.
type Said = str | bytes | tuple[str, ...]
# What an origin says to a message of a WebSocket; None is the opening.
type Speak = Callable[[Request, str | bytes | None], Iterable[Said]]


class Stream(Protocol):
    """A socket or a TlsStream."""

    def recv(self, amount: int = ..., /) -> bytes: ...
    def sendall(self, data: bytes, /) -> None: ...


class Reader:
    """Buffered reading that keeps a copy of all that it reads."""

    def __init__(self, stream: Stream, keep: bytearray, already: bytes = b"") -> None:
        self._stream, self._keep = stream, keep
        self.buffer = bytearray(already)
        self._half_ended = False
        keep += already

    def more(self) -> bool:
        data = self._stream.recv(65536)
        self._keep += data
        # A line that seemed to end in a bare CR ended in CRLF, cut between two reads.
        self.buffer += data[1:] if self._half_ended and data[:1] == b"\n" else data
        self._half_ended = False
        return bool(data)

    def take(self, amount: int) -> bytes:
        while len(self.buffer) < amount and self.more():
            pass
        taken = bytes(self.buffer[:amount])
        del self.buffer[:amount]
        return taken

    def until(self, pattern: re.Pattern[bytes]) -> bytes | None:
        """What stands before the pattern, which is consumed; None at the end of input."""
        while True:
            if found := pattern.search(self.buffer):
                taken = bytes(self.buffer[: found.start()])
                self._half_ended = found[0] == b"\r" and found.end() == len(self.buffer)
                del self.buffer[: found.end()]
                return taken
            if not self.more():
                return None


def read_request(reader: Reader, on_head: Callable[[Request], None]) -> Request | None:
    """The next request, however it is spelt. `on_head` is told of it before its body is read."""
    while not reader.buffer or reader.buffer[:1] in b"\r\n":
        if reader.buffer:
            del reader.buffer[:1]
        elif not reader.more():
            return None
    head = reader.until(_HEAD_END)
    if head is None:
        return None
    lines = _LINE.split(head)
    words = lines[0].split()
    headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(b":") for line in lines[1:])]
    version = words[-1].decode("latin-1").lower() if len(words) > 2 else "http/0.9"
    target = words[1] if len(words) > 1 else b""
    request = Request(words[0] if words else b"", target, headers, version)
    on_head(request)
    coding = b",".join(value for name, value in headers if name.lower().replace(b"_", b"-") == b"transfer-encoding")
    length = request.header(b"content-length")
    if b"chunked" in coding.lower():
        request.body, request.trailers = _chunks(reader)
    elif length and (digits := _DIGITS.match(length)):
        request.body = reader.take(int(digits[1]))
    return request


def _chunks(reader: Reader) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    body = b""
    while (line := reader.until(_LINE)) is not None:
        size = _HEX.match(line)
        if not size or int(size[1], 16) == 0:
            break
        body += reader.take(int(size[1], 16))
        reader.until(_LINE)
    trailers = []
    while line := reader.until(_LINE):
        name, _, value = line.partition(b":")
        trailers.append((name.strip(), value.strip()))
    return body, trailers


def write_answer(stream: Stream, request: Request, reply: Answer, origin: str) -> None:
    """Frame an answer as it asks to be framed."""
    reason = HTTPStatus(reply.status).phrase
    lines = [f"HTTP/1.1 {reply.status} {reason}", f"content-type: {reply.kind}", f"x-origin: {origin}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.trailers:
        lines.append("trailer: " + ", ".join(name for name, _ in reply.trailers))
    body = reply.body
    if reply.framing == "length":
        body = [b"".join(body)]
        lines.append(f"content-length: {len(body[0])}")
    elif reply.framing == "chunked":
        lines.append("transfer-encoding: chunked")
    stream.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
    if request.method == b"HEAD":
        return
    for piece in body:
        if reply.framing != "chunked":
            stream.sendall(piece)
        elif piece:
            stream.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
    if reply.framing == "chunked":
        trailers = "".join(f"{name}: {value}\r\n" for name, value in reply.trailers)
        stream.sendall(b"0\r\n" + trailers.encode() + b"\r\n")


def echo(_request: Request, said: str | bytes | None) -> Iterable[Said]:
    """Say it back."""
    return () if said is None else (said,)


def serve(
    stream: Stream,
    seen: Seen,
    gates: Gates,
    origin: str,
    already: bytes = b"",
    *,
    answer: Route = answer,
    speak: Speak = echo,
) -> None:
    """Answer requests until the peer ends."""
    reader = Reader(stream, seen.clear, already)

    def on_head(request: Request) -> None:
        seen.requests.append(request)
        if (request.header(b"expect") or b"").lower() == b"100-continue":
            stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    while request := read_request(reader, on_head):
        upgrade = (request.header(b"upgrade") or b"").lower()
        if upgrade == b"websocket" and request.header(b"sec-websocket-key"):
            _websocket(stream, reader, request, seen, speak)
            return
        if upgrade and request.path.startswith("/upgrade"):
            stream.sendall(b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: %b\r\n\r\n" % upgrade)
            while reader.buffer or reader.more():
                stream.sendall(b"raw:" + reader.take(len(reader.buffer)))
            return
        host = (request.header(b"host") or b"?").decode("latin-1")
        reply = answer(request, gates, host)
        write_answer(stream, request, reply, origin)
        if reply.framing == "close" or (request.header(b"connection") or b"").lower() == b"close":
            return


def _websocket(stream: Stream, reader: Reader, request: Request, seen: Seen, speak: Speak) -> None:
    """Answer text and binary messages."""
    protocol = ServerProtocol(extensions=[ServerPerMessageDeflateFactory()], max_size=None)
    lines = b"".join(b"%b: %b\r\n" % header for header in request.headers)
    protocol.receive_data(b"GET " + request.target + b" HTTP/1.1\r\n" + lines + b"\r\n" + bytes(reader.buffer))
    reader.buffer.clear()
    while True:
        for event in protocol.events_received():
            if not isinstance(event, Frame):
                protocol.send_response(protocol.accept(event))
                _send(protocol, speak(request, None))
                continue
            seen.frames.append(bytes(event.data))
            if event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                said = bytes(event.data)
                _send(protocol, speak(request, said.decode() if event.opcode is Opcode.TEXT else said))
        for data in protocol.data_to_send():
            if not data:
                return
            stream.sendall(data)
        if not reader.more():
            return
        protocol.receive_data(bytes(reader.buffer))
        reader.buffer.clear()


def _send(protocol: ServerProtocol, messages: Iterable[Said]) -> None:
    for message in messages:
        if isinstance(message, str):
            protocol.send_text(message.encode())
        elif isinstance(message, bytes):
            protocol.send_binary(message)
        else:
            _send_fragments(protocol, message)


def _send_fragments(protocol: ServerProtocol, pieces: tuple[str, ...]) -> None:
    for number, piece in enumerate(pieces):
        protocol.send_ping(b"beat")
        final = number == len(pieces) - 1
        if number:
            protocol.send_continuation(piece.encode(), fin=final)
        else:
            protocol.send_text(piece.encode(), fin=final)
