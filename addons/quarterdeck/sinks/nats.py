"""NATS JetStream: each record is a message under its own name, and delivered when the stream says that it has it.

A stream drops a message whose `Nats-Msg-Id` it has seen within its window of duplicates.
https://docs.nats.io/nats-concepts/jetstream/streams
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from quarterdeck.errors import UsageError
from quarterdeck.sinks.nats_connection import ERRORS, Connection, why
from quarterdeck.sinks.nats_login import login
from quarterdeck.sinks.receiver import is_here
from quarterdeck.sinks.sink import Shipped, Sink, Undelivered
from quarterdeck.sinks.tls import client_context

_SUBJECT = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z")
_DEFAULT = "quarterdeck.records"
# A connection that is not used does not answer the server's pings, so it is not relied on for longer than this.
_IDLE = 20.0


class NatsSink(Sink):
    """`url` is tls://HOST[:4222][/SUBJECT]; nats:// is the same without TLS, to this machine alone. `token` is what a
    token file holds: a token, or all of a file of credentials. `patience` is how many seconds an answer may take.
    """

    def __init__(
        self,
        url: str,
        *,
        ca: Path | None = None,
        identity: Path | None = None,
        token: SecretStr | None = None,
        patience: float = 10.0,
    ) -> None:
        self.name, self.subject = _address(url)
        self._ca, self._identity, self._patience = ca, identity, patience
        self._login = login(token) if token is not None else {}
        # Files that do not serve are told at the start, not when the first record is shipped.
        self._context()
        self._runner: asyncio.Runner | None = None
        self._connection: Connection | None = None
        self._used = 0.0

    def __repr__(self) -> str:
        return f"NatsSink({self.name!r}, {self.subject!r})"

    def deliver(self, batch: Sequence[Shipped]) -> None:
        if self._connection is not None and time.monotonic() - self._used > _IDLE:
            self.close()
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            self._runner.run(self._deliver(batch))
        except Undelivered as error:
            self.close()
            raise Undelivered(f"{self.name}: {error}") from None
        except ERRORS as error:
            self.close()
            raise Undelivered(f"{self.name}: {why(error)}") from None
        self._used = time.monotonic()

    def close(self) -> None:
        if self._runner is None:
            return
        if self._connection is not None:
            self._runner.run(self._connection.close())
            self._connection = None
        self._runner.close()
        self._runner = None

    async def _deliver(self, batch: Sequence[Shipped]) -> None:
        if self._connection is None:
            self._connection = await Connection.open(self.name, self._renewed(), self._login, self._patience)
        await self._connection.publish(self.subject, batch)

    def _renewed(self) -> ssl.SSLContext | None:
        """Files may have been renewed since the last connection, and may be half written."""
        try:
            return self._context()
        except UsageError as error:
            raise Undelivered(str(error)) from None

    def _context(self) -> ssl.SSLContext | None:
        return client_context(self._ca, self._identity) if self.name.startswith("tls:") else None


def _address(url: str) -> tuple[str, str]:
    """The server and the subject. Raises UsageError."""
    form = "the url of a NATS sink is tls://HOST[:PORT][/SUBJECT]"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError(form) from None
    subject = parts.path.strip("/") or _DEFAULT
    if parts.scheme not in ("tls", "nats") or not host or parts.query or parts.fragment:
        raise UsageError(form)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the url of a sink holds no user or password; put the token into a file and name it token_file"
        )
    if not _SUBJECT.match(subject):
        raise UsageError(f"{form}, and SUBJECT is words of letters, digits, _ and -, with dots between them")
    if parts.scheme == "nats" and not is_here(host):
        raise UsageError(f"records go to {host} under TLS only; use tls://, or nats:// to this machine alone")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port or 4222}", subject
