"""One receiver over HTTP: asked once, answered in time or not, and never through somebody in between.

TLS is verified always. No proxy of the environment is asked, no redirect followed, nothing is tried again here, and no
error names more of the receiver than its scheme, host and port: a path or a query may be a secret.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import urllib3
from pydantic import SecretStr
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
    TimeoutError,  # noqa: A004 - urllib3's own word for it
)
from urllib3.util import Url, parse_url

from quarterdeck.errors import UsageError
from quarterdeck.sinks.sink import Undelivered
from quarterdeck.sinks.tls import client_context

_MOST_ANSWER = 1_000_000
_LONGEST_REST = 300.0
_CONNECT = 10.0
_STATUSES = {
    400: "it cannot read what was sent",
    401: "it does not know our token; look at token_file",
    403: "it does not let us in; look at token_file and identity",
    404: "it has nothing at this path; look at url",
    408: "what was sent took too long",
    413: "one record is more than it takes at once",
    415: "it does not take this kind of document; look at url and format",
    429: "it is asked too often",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: a status and a body, which may quote records, so it belongs into no error."""

    status: int
    body: bytes


class Receiver:
    """An origin and a path on it. `ca` and `identity` are as `client_context` takes them; both are read again at each
    new connection, so that they can be renewed in place. `patience` is how many seconds an answer may take.
    """

    def __init__(
        self, url: str, *, ca: Path | None = None, identity: Path | None = None, patience: float = 30.0
    ) -> None:
        parsed = _parsed(url)
        self.name = f"{parsed.scheme}://{parsed.netloc}"
        self.path = parsed.path or "/"
        self.query = parsed.query or ""
        self._url, self._ca, self._identity = parsed, ca, identity
        self._patience = patience
        self._not_before = 0.0
        # Files that do not serve are told at the start, not when the first record is shipped.
        self._pool: urllib3.HTTPConnectionPool | None = self._connect()

    def __repr__(self) -> str:
        return f"Receiver({self.name!r})"

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises Undelivered where there is no whole answer in time, or where a time to rest is not over."""
        rest = self._not_before - time.monotonic()
        if rest > 0:
            raise Undelivered(f"{self.name} asks to be left alone for another {rest:.0f} s")
        try:
            if self._pool is None:
                self._pool = self._connect()
            return self._post(self._pool, path, body, headers)
        except HTTPError as error:
            self.close()
            raise Undelivered(f"{self.name} {_why(error)}") from None
        except UsageError as error:
            raise Undelivered(str(error)) from None

    def refusal(self, answer: Answer) -> Undelivered:
        """What is said of an answer that is no success."""
        why = _STATUSES.get(answer.status, "")
        if 300 <= answer.status < 400:
            why = "it sends us elsewhere, which is not followed; give the address it leads to"
        elif answer.status >= 500:
            why = "it has a fault of its own or too much to do"
        return Undelivered(f"{self.name} answered {answer.status}{f': {why}' if why else ''}")

    def close(self) -> None:
        """The next request connects anew."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _connect(self) -> urllib3.HTTPConnectionPool:
        host, timeout = self._url.host or "", urllib3.Timeout(connect=_CONNECT, read=self._patience)
        if self._url.scheme == "http":
            return urllib3.HTTPConnectionPool(host, self._url.port, timeout=timeout, maxsize=1, block=True)
        context = client_context(self._ca, self._identity)
        return urllib3.HTTPSConnectionPool(
            host, self._url.port, timeout=timeout, maxsize=1, block=True, ssl_context=context
        )

    def _post(self, pool: urllib3.HTTPConnectionPool, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        response = pool.urlopen(
            "POST", path, body=body, headers=dict(headers), retries=False, redirect=False, preload_content=False
        )
        deadline = time.monotonic() + self._patience
        read = bytearray()
        while part := response.read1(65_536, decode_content=False):
            read += part
            if len(read) > _MOST_ANSWER:
                self.close()
                raise Undelivered(f"{self.name} answers without end")
            if time.monotonic() > deadline:
                self.close()
                raise Undelivered(f"{self.name} did not finish its answer in time")
        response.release_conn()
        if response.status in (429, 503):
            self._rest(response.headers.get("Retry-After", ""))
        return Answer(response.status, bytes(read))

    def _rest(self, asked: str) -> None:
        if asked.isascii() and asked.isdigit():
            self._not_before = time.monotonic() + min(float(asked), _LONGEST_REST)


def credential(scheme: str, token: SecretStr) -> str:
    """The value of an `Authorization` header. Raises UsageError where the token cannot stand there."""
    text = token.get_secret_value().strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError("a token is one line of ASCII without spaces; look at token_file")
    return f"{scheme} {text}"


def _parsed(url: str) -> Url:
    try:
        parsed = parse_url(url)
    except LocationParseError:
        raise UsageError("the url of a sink is https://HOST[:PORT][/PATH]") from None
    if parsed.scheme not in ("https", "http") or not parsed.host or parsed.fragment is not None:
        raise UsageError("the url of a sink is https://HOST[:PORT][/PATH]")
    if parsed.auth is not None:
        raise UsageError(
            "the url of a sink holds no user or password; put the token into a file and name it token_file"
        )
    if parsed.scheme == "http" and not is_here(parsed.host):
        raise UsageError(f"records go to {parsed.host} under TLS only; use https://, or http:// to this machine alone")
    return parsed


def is_here(host: str) -> bool:
    """Whether a host is this machine, so that what is sent there needs no TLS."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _why(error: HTTPError) -> str:
    """In our own words: those of the library name paths."""
    if isinstance(error, SSLError):
        reason = getattr(error.args[0] if error.args else None, "verify_message", "")
        return f"is not who it says: {reason}" if reason else "cannot be spoken to under TLS"
    if isinstance(error, NameResolutionError):
        return "has a name that cannot be resolved"
    # The library takes every connection that is not made for one that is not made in time.
    if isinstance(error, NewConnectionError):
        return "does not accept a connection"
    if isinstance(error, ConnectTimeoutError):
        return "does not accept a connection in time"
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    return "ended the connection before its answer"
