"""A listening socket that hands each connection to a thread of its own, until it is closed."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

type Serve = Callable[[socket.socket, tuple[str, int]], None]


class Listener:
    """Listens at once. `serve` is called with each connection and its peer, and closes it."""

    def __init__(self, serve: Serve, *, name: str = "listener", listener: socket.socket | None = None) -> None:
        self._serve = serve
        self._socket = listener or socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name=name).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, peer = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, peer[:2]), daemon=True).start()
