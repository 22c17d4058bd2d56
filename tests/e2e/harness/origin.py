"""A recording origin: one port that takes TLS and clear text, HTTP/1 and HTTP/2, and keeps every byte."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

from OpenSSL import SSL

from . import answers, http1
from .http2 import Http2Origin
from .listener import Listener
from .pki import Authority
from .seen import Gates, Request, Seen
from .tls import TlsFailed, TlsStream

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_NO_NAME = "no-name.example"
_PLAIN = re.compile(r"[a-z0-9.-]{1,253}\Z")
IDLE = 60.0


def _named(connection: SSL.Connection) -> None:
    """OpenSSL asks for the certificate of the name that the client gave, or gave not."""
    origin, seen = connection.get_app_data()
    seen.sni = connection.get_servername()
    host = (seen.sni or b"").decode("latin-1").rstrip(".").lower()
    context = origin.context_for(host if _PLAIN.match(host) else _NO_NAME)
    connection.set_context(context)
    # What a context asks of clients is not taken over with its certificate.
    connection.set_verify(context.get_verify_mode(), lambda *_: True)


class Origin:
    """Listens at once. `kind` tells by SNI which certificate to show; `http2` says whether h2 is offered.

    `answer` answers requests, `speak` the messages of a WebSocket.
    """

    def __init__(
        self,
        name: str,
        authority: Authority,
        *,
        kind: Callable[[str], str] = lambda _host: "good",
        http2: Callable[[str], bool] = lambda _host: True,
        listener: socket.socket | None = None,
        answer: answers.Route = answers.answer,
        speak: http1.Speak = http1.echo,
    ) -> None:
        self.name = name
        self._answer, self._speak = answer, speak
        self.gates = Gates()
        self.connections: list[Seen] = []
        self._authority, self._kind, self._http2 = authority, kind, http2
        self._front = authority.new_context(_NO_NAME, on_name=_named)
        self._listener = Listener(self._run, name=f"origin-{name}", listener=listener)
        self.port = self._listener.port

    def context_for(self, host: str) -> SSL.Context:
        return self._authority.server_context(host, self._kind(host), http2=self._http2(host))

    @property
    def address(self) -> str:
        return self._listener.address

    @property
    def requests(self) -> list[Request]:
        return [request for seen in list(self.connections) for request in list(seen.requests)]

    def saw(self, needle: bytes) -> bool:
        """Whether the needle ever reached this origin."""
        return any(seen.contains(needle) for seen in list(self.connections))

    def close(self) -> None:
        self._listener.close()

    def _run(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        seen = Seen(peer)
        self.connections.append(seen)
        sock.settimeout(IDLE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            first = sock.recv(65536)
            seen.wire += first
            if first[:1] == b"\x16":
                self._encrypted(sock, seen, first)
            elif first:
                self._clear(sock, seen, first)
        except (OSError, TlsFailed) as error:
            seen.failure = seen.failure or f"{type(error).__name__}: {error}"
        finally:
            seen.ended.set()
            sock.close()

    def _clear(self, sock: socket.socket, seen: Seen, first: bytes) -> None:
        if first.startswith(_PREFACE):
            Http2Origin(sock, seen, self.gates, self.name, self._answer).serve(first)
        else:
            self._http1(sock, seen, first)

    def _http1(self, stream: http1.Stream, seen: Seen, already: bytes = b"") -> None:
        http1.serve(stream, seen, self.gates, self.name, already, answer=self._answer, speak=self._speak)

    def _encrypted(self, sock: socket.socket, seen: Seen, first: bytes) -> None:
        seen.tls = True
        connection = SSL.Connection(self._front, None)
        connection.set_app_data((self, seen))
        connection.set_accept_state()
        stream = TlsStream(sock, connection, seen.wire.extend, already=first)
        stream.handshake()
        seen.alpn = stream.alpn
        if seen.alpn == b"h2":
            Http2Origin(stream, seen, self.gates, self.name, self._answer).serve()
        else:
            self._http1(stream, seen)
        stream.shutdown()
