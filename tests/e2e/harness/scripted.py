"""An origin that says what a test tells it to, byte for byte: for answers that no honest server gives."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from .listener import Listener
from .names import pairs
from .world import World

type Script = Callable[[socket.socket], object]


class Scripted:
    """Answers, without TLS, to `host`. A request is answered by the script of its path, and the connection closed."""

    def __init__(self, world: World, host: str) -> None:
        self.host = host
        self._scripts: dict[str, Script] = {}
        self._listener = Listener(self._answer)
        world.resolve |= pairs(host, self._listener.address)

    def request(self, script: Script, headers: str = "") -> bytes:
        """The bytes of a request, by way of a proxy, that will be answered by this script."""
        path = f"/{len(self._scripts)}"
        self._scripts[path] = script
        return f"GET http://{self.host}{path} HTTP/1.1\r\nHost: {self.host}\r\n{headers}\r\n".encode()

    def close(self) -> None:
        self._listener.close()

    def _answer(self, sock: socket.socket, _peer: tuple[str, int]) -> None:
        with sock, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                data = sock.recv(65536)
                if not data:
                    return
                head += data
            self._scripts[head.split(b" ", 2)[1].decode()](sock)


def saying(answer: bytes) -> Script:
    """Say this and close."""
    return lambda sock: sock.sendall(answer)


def endless(start: bytes, again: bytes) -> Script:
    """Say a start, and then the same again until nobody listens."""

    def script(sock: socket.socket) -> None:
        sock.sendall(start)
        while True:
            sock.sendall(again)

    return script


def silence(sock: socket.socket) -> None:
    """Say nothing, and wait for the other side to go."""
    while sock.recv(65536):
        pass
