"""TLS over a socket with every byte in our hands: what is on the wire is seen, split and kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from OpenSSL import SSL

CHUNK = 65536

type Filter = Callable[[bytes], list[bytes]]


class TlsFailed(Exception):
    """The handshake or a record was refused; the text is OpenSSL's or "closed"."""


def whole(data: bytes) -> list[bytes]:
    """Send as it is."""
    return [data]


class TlsStream:
    """One TLS connection, either side. `seen` is told all bytes that come from the peer, still encrypted.

    `first` may cut the first flight that we send into the pieces that shall go out one segment each.
    """

    def __init__(
        self,
        sock: socket.socket,
        connection: SSL.Connection,
        seen: Callable[[bytes], None] = lambda _: None,
        first: Filter = whole,
        already: bytes = b"",
    ) -> None:
        self.sock = sock
        self.connection = connection
        self._seen = seen
        self._first: Filter | None = first
        self._lock = threading.RLock()
        if already:
            connection.bio_write(already)

    @property
    def alpn(self) -> bytes:
        return self.connection.get_alpn_proto_negotiated()

    def _flush(self) -> None:
        data = b""
        while True:
            try:
                data += self.connection.bio_read(CHUNK)
            except SSL.WantReadError:
                break
        if data:
            cut, self._first = self._first or whole, None
            for piece in cut(data):
                self.sock.sendall(piece)

    def _pull(self) -> bool:
        data = self.sock.recv(CHUNK)
        if not data:
            return False
        self._seen(data)
        with self._lock:
            self.connection.bio_write(data)
        return True

    def handshake(self) -> None:
        """Raises TlsFailed when the peer refuses, TimeoutError when it says nothing."""
        while True:
            with self._lock:
                try:
                    self.connection.do_handshake()
                    self._flush()
                    return
                except SSL.WantReadError:
                    self._flush()
                except SSL.Error as error:
                    self._flush()
                    raise TlsFailed(str(error)) from None
            try:
                if not self._pull():
                    raise TlsFailed("closed")
            except ConnectionError as error:
                raise TlsFailed(f"reset: {error}") from None

    def recv(self, amount: int = CHUNK) -> bytes:
        """Application bytes, or b"" when the peer has ended."""
        while True:
            with self._lock:
                try:
                    return self.connection.recv(amount)
                except SSL.WantReadError:
                    self._flush()
                except SSL.ZeroReturnError:
                    return b""
                except SSL.Error as error:
                    self._flush()
                    raise TlsFailed(str(error)) from None
            try:
                if not self._pull():
                    return b""
            except ConnectionError:
                return b""

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        with self._lock:
            while view:
                try:
                    sent = self.connection.send(bytes(view[:16384]))
                except SSL.Error as error:
                    raise TlsFailed(str(error)) from None
                view = view[sent:]
                self._flush()

    def shutdown(self) -> None:
        """Send close_notify and nothing more."""
        with self._lock:
            try:
                self.connection.shutdown()
                self._flush()
            except (SSL.Error, OSError):
                return

    def settimeout(self, seconds: float | None) -> None:
        self.sock.settimeout(seconds)

    def close(self) -> None:
        self.sock.close()
