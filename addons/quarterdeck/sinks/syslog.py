"""Syslog over TLS (RFC 5425). It has no acknowledgement, so what is delivered is decided here, and no more is claimed.

A batch is delivered when the machine at the other end has acknowledged every byte of it and the connection has not
ended. It counts when the connection has held for `overlap` seconds more: until then it is sent again after a break.
"""

from __future__ import annotations

import fcntl
import select
import socket
import ssl
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from quarterdeck.errors import QuarterdeckError
from quarterdeck.sinks.sink import Shipped, Undelivered
from quarterdeck.sinks.syslog_message import messages
from quarterdeck.sinks.tls import client_context
from quarterdeck.sinks.unconfirmed import Unconfirmed

# A machine that has gone without a word is noticed within these: less than the overlap.
_IDLE, _BETWEEN, _PROBES = 2, 2, 2
# A server says that it does not want us after we believe to be connected (TLS 1.3), or else soon has something to say.
_GRACE = 0.3
_FAREWELL = 1.0
_STEP = 0.002


class SyslogSink(Unconfirmed):
    """`address` is the server's name and port, `ca` and `identity` as `client_context` takes them; both are read again
    for each connection. `patience` is how many seconds a connection, or all bytes of a batch, may take to be accepted.
    """

    def __init__(
        self,
        address: tuple[str, int],
        *,
        ca: Path | None = None,
        identity: Path | None = None,
        overlap: float = Unconfirmed.overlap,
        patience: float = 20.0,
    ) -> None:
        self.overlap = overlap
        self._patience = patience
        self._address, self._ca, self._identity = address, ca, identity
        self._called = f"tls://{address[0]}:{address[1]}"
        self._host = socket.gethostname()
        self._socket: ssl.SSLSocket | None = None
        # Files that do not serve are told at the start, not when the first record is shipped.
        client_context(ca, identity)

    def __repr__(self) -> str:
        return f"SyslogSink({self._called!r})"

    def deliver(self, batch: Sequence[Shipped]) -> None:
        data = b"".join(message for one in batch for message in messages(one, self._host))
        try:
            self._socket = self._socket or self._connected()
            self._socket.sendall(data)
            self._wait_until_taken(self._socket)
        except (OSError, QuarterdeckError) as error:
            self._drop()
            raise self._told(error) from None

    def check(self) -> None:
        """See that the connection has not ended since the last batch. Raises Undelivered."""
        if self._socket is None:
            raise Undelivered(f"{self._called} is not connected")
        try:
            self._see_alive(self._socket)
        except (OSError, Undelivered) as error:
            self._drop()
            raise self._told(error) from None

    def close(self) -> None:
        if self._socket is not None:
            # A server that is not told may throw away what it has not read yet.
            with suppress(OSError):
                self._socket.settimeout(_FAREWELL)
                self._socket.unwrap()
        self._drop()

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None

    def _connected(self) -> ssl.SSLSocket:
        context = client_context(self._ca, self._identity)
        plain = socket.create_connection(self._address, self._patience)
        try:
            for option, value in (
                (socket.TCP_KEEPIDLE, _IDLE),
                (socket.TCP_KEEPINTVL, _BETWEEN),
                (socket.TCP_KEEPCNT, _PROBES),
                (socket.TCP_USER_TIMEOUT, 1000 * (_IDLE + _BETWEEN * _PROBES)),
            ):
                plain.setsockopt(socket.IPPROTO_TCP, option, value)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connection = context.wrap_socket(plain, server_hostname=self._address[0])
        except OSError:
            plain.close()
            raise
        try:
            select.select([connection], [], [], _GRACE)
            self._see_alive(connection)
        except (OSError, Undelivered):
            connection.close()
            raise
        return connection

    def _wait_until_taken(self, connection: ssl.SSLSocket) -> None:
        """Return when the other machine has acknowledged all bytes, and the connection is still there."""
        deadline = time.monotonic() + self._patience
        while _unacknowledged(connection):
            if time.monotonic() > deadline:
                raise Undelivered(f"{self._called} does not take what it is sent")
            self._see_alive(connection)
            time.sleep(_STEP)
        self._see_alive(connection)

    def _see_alive(self, connection: ssl.SSLSocket) -> None:
        """A server has nothing to say, so all that can be read is the end."""
        connection.settimeout(0)
        try:
            if not connection.recv(4096):
                raise Undelivered(f"{self._called} has ended the connection")
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        finally:
            connection.settimeout(self._patience)

    def _told(self, error: Exception) -> Undelivered:
        """In our own words, which quote nothing that was sent."""
        if isinstance(error, QuarterdeckError):
            return Undelivered(str(error))
        if isinstance(error, ssl.SSLCertVerificationError):
            return Undelivered(f"{self._called} is not who it says: {error.verify_message}")
        if isinstance(error, ssl.SSLError):
            return Undelivered(
                f"{self._called} cannot be spoken to under TLS, or wants another identity: {error.reason}"
            )
        if isinstance(error, socket.gaierror):
            return Undelivered(f"{self._called} has a name that cannot be resolved")
        if isinstance(error, TimeoutError):
            return Undelivered(f"{self._called} does not answer in time")
        return Undelivered(
            f"{self._called} cannot be reached: {getattr(error, 'strerror', '') or 'the connection ended'}"
        )


def _unacknowledged(connection: socket.socket) -> int:
    """Bytes that were written and that the other end has not acknowledged (SIOCOUTQ of tcp(7), which is TIOCOUTQ)."""
    told = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    return int(struct.unpack("i", told)[0])
