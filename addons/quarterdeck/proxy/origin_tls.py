"""TLS towards an origin: an alert that comes after the handshake ends the connection, and its cause is kept.

In TLS 1.3 a demand for a client certificate is such an alert (RFC 8446 section 4.4.2.4). mitmproxy logs it, takes the
closing that follows for one that it has passed on already, and leaves the client waiting.
"""

from __future__ import annotations

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import tls

_ALERT = "TLS Error: "
_PLAIN_WORDS = {
    "certificate required": "the origin demands a client certificate",
    "bad certificate": "the origin demands a client certificate",
    "handshake failure": "the origin refused the TLS handshake",
}


class OriginTls(tls.ServerTLSLayer):
    """A ServerTLSLayer that tells its child of every end, once. `conn.error` says why, where an alert did."""

    _told = False

    def start_handshake(self) -> layer.CommandGenerator[None]:
        """Begin; where no TLS context could be made, say so to whoever waits for the connection."""
        yield from super().start_handshake()
        if self.tls is None and self.command_to_reply_to:
            self.conn.error = "TLS could not be set up towards the origin"
            yield from self._handshake_finished(self.conn.error)

    def receive_data(self, data: bytes) -> layer.CommandGenerator[None]:
        """Pass plaintext on, and close when the origin sent an alert instead."""
        alert = ""
        for command in super().receive_data(data):
            yield command
            if isinstance(command, commands.Log) and command.message.startswith(_ALERT):
                alert = command.message.removeprefix(_ALERT)
        self._told = not self.conn.state & ConnectionState.CAN_READ
        if alert and not self._told:
            self._told = True
            self.conn.error = next(
                (said for sign, said in _PLAIN_WORDS.items() if sign in alert), "TLS alert: " + alert
            )
            yield from self.event_to_child(events.ConnectionClosed(self.conn))
            yield commands.CloseConnection(self.tunnel_connection)

    def receive_close(self) -> layer.CommandGenerator[None]:
        """Tell of the end, unless that was done."""
        if not self._told:
            yield from self.event_to_child(events.ConnectionClosed(self.conn))


def install() -> None:
    """Make mitmproxy use this class."""
    tls.ServerTLSLayer = OriginTls  # type: ignore[misc]  # there is no other way in
