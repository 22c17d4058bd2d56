"""A simple second proxy, for upstream mode: it relays CONNECT and absolute-form requests and notes the targets."""

from __future__ import annotations

import contextlib
import socket
import threading

from .listener import Listener
from .world import World


class Relay:
    """Listens at once. `targets` are the host:port of every CONNECT and every absolute-form request."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.targets: list[str] = []
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def close(self) -> None:
        self._listener.close()

    def _serve(self, client: socket.socket, _peer: tuple[str, int]) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(65536)
            if not data:
                client.close()
                return
            head += data
        method, target, _ = head.split(b" ", 2)
        if method == b"CONNECT":
            name = target.decode()
        else:
            authority = target.split(b"/")[2].decode()
            name = authority if ":" in authority else authority + ":80"
        self.targets.append(name)
        mapped = self._world.resolve.get(name)
        if mapped is None:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            client.close()
            return
        host, _, port = mapped.rpartition(":")
        origin = socket.create_connection((host, int(port)), timeout=10)
        if method == b"CONNECT":
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            origin.sendall(head)
        threading.Thread(target=_pump, args=(origin, client), daemon=True).start()
        _pump(client, origin)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Bytes one way until they end."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
