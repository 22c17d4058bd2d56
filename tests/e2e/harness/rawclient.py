"""A client in which every byte is ours: what is sent, in which segments, and what comes back until the end."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from dataclasses import dataclass
from typing import Self

from OpenSSL import SSL

from .tls import Filter, TlsFailed, TlsStream, whole

PATIENCE = 6.0


class Ended(Exception):
    """The peer closed, reset, or sent a TLS alert before a whole answer; `got` is what had arrived."""

    def __init__(self, why: str, got: bytes = b"") -> None:
        super().__init__(why)
        self.got = got


class Hang(Exception):
    """Nothing more came and the connection stayed open: never a fit outcome."""

    def __init__(self, got: bytes = b"") -> None:
        super().__init__(f"no end within {PATIENCE:g} s after {got[:80]!r}")
        self.got = got


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP/1 answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    trailers: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def incident(self) -> str | None:
        return self.header("quarterdeck-incident")


class RawClient:
    """Speaks to a proxy (or to anything). `source` is the loopback address that it comes from."""

    def __init__(self, address: tuple[str, int], source: str | None = None, patience: float = PATIENCE) -> None:
        self._end = time.monotonic() + patience
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if source:
            self.sock.bind((source, 0))
        self.sock.settimeout(patience)
        self.sock.connect(address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tls: TlsStream | None = None
        self.buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def patience(self, seconds: float = PATIENCE) -> None:
        """Begin the wait anew."""
        self._end = time.monotonic() + seconds

    def send(self, data: bytes, segment: int = 0) -> None:
        """Send, in pieces of `segment` bytes when it is given. A peer that has gone is not an error here."""
        stream = self.tls or self.sock
        pieces = [data] if not segment else [data[i : i + segment] for i in range(0, len(data), segment)]
        try:
            for piece in pieces:
                stream.sendall(piece)
        except (ConnectionError, TlsFailed):
            return

    def finish(self) -> None:
        """End our side and leave the other open."""
        if self.tls:
            self.tls.shutdown()
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def _more(self) -> bool:
        left = self._end - time.monotonic()
        if left <= 0:
            raise Hang(self.buffer)
        self.sock.settimeout(left)
        try:
            data = (self.tls or self.sock).recv(65536)
        except TimeoutError:
            raise Hang(self.buffer) from None
        except (ConnectionError, TlsFailed) as error:
            raise Ended(str(error), self.buffer) from None
        self.buffer += data
        return bool(data)

    def take(self, amount: int) -> bytes:
        while len(self.buffer) < amount:
            if not self._more():
                raise Ended("closed", self.buffer)
        taken, self.buffer = self.buffer[:amount], self.buffer[amount:]
        return taken

    def until(self, mark: bytes) -> bytes:
        """All that comes up to and with `mark`."""
        while mark not in self.buffer:
            if not self._more():
                raise Ended("closed", self.buffer)
        head, found, self.buffer = self.buffer.partition(mark)
        return head + found

    def rest(self) -> bytes:
        """All that comes until the peer closes. Raises Hang when it does not."""
        try:
            while self._more():
                pass
        except Ended:
            pass
        taken, self.buffer = self.buffer, b""
        return taken

    def head(self) -> Reply:
        """The head of the next answer; interim answers other than 101 are passed over."""
        while True:
            block = self.until(b"\r\n\r\n")
            lines = block.decode("latin-1").split("\r\n")
            found = re.match(r"HTTP/1\.[01] (\d{3})", lines[0])
            if not found:
                raise Ended(f"not HTTP: {lines[0][:60]!r}", block)
            pairs = [line.partition(":") for line in lines[1:] if line]
            reply = Reply(int(found[1]), tuple((name.lower(), value.strip()) for name, _, value in pairs))
            if reply.status >= 200 or reply.status == 101:
                return reply

    def reply(self, method: str = "GET") -> Reply:
        """The next answer, whole."""
        head = self.head()
        if method == "HEAD" or head.status in (101, 204, 304):
            return head
        body, trailers = b"", b""
        if (head.header("transfer-encoding") or "").lower() == "chunked":
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                body += self.take(size)
                self.take(2)
            while (line := self.until(b"\r\n")) != b"\r\n":
                trailers += line
        elif (length := head.header("content-length")) is not None:
            body = self.take(int(length))
        else:
            body = self.rest()
        return Reply(head.status, head.headers, body, trailers)

    def connect(self, target: bytes | str, headers: bytes = b"") -> Reply:
        """Ask the proxy for a tunnel; the answer is returned whatever it is."""
        target = target.encode() if isinstance(target, str) else target
        self.send(b"CONNECT " + target + b" HTTP/1.1\r\nHost: " + target + b"\r\n" + headers + b"\r\n")
        head = self.head()
        if head.status == 200:
            return head
        length = int(head.header("content-length") or 0)
        return Reply(head.status, head.headers, self.take(length))

    def start_tls(
        self, sni: bytes | None, alpn: tuple[bytes, ...] = (b"http/1.1",), first: Filter = whole, ca: str | None = None
    ) -> TlsStream:
        """Handshake without checking the certificate, unless `ca` names the file to check it against."""
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        if ca:
            context.load_verify_locations(ca)
            context.set_verify(SSL.VERIFY_PEER)
        if alpn:
            context.set_alpn_protos(list(alpn))
        connection = SSL.Connection(context, None)
        connection.set_connect_state()
        if sni is not None:
            connection.set_tlsext_host_name(sni)
        stream = TlsStream(self.sock, connection, first=first, already=self.buffer)
        self.buffer = b""
        try:
            stream.handshake()
        except TlsFailed as error:
            raise Ended(f"TLS: {error}") from None
        except TimeoutError:
            raise Hang from None
        self.tls = stream
        return stream

    @property
    def issuer(self) -> str:
        """The common name of who signed the certificate that we were shown."""
        certificate = self.tls.connection.get_peer_certificate() if self.tls else None
        return certificate.get_issuer().CN or "" if certificate else ""
