"""One connection to a stream of NATS: messages out, and the server's word for each, or the reason why there is none."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Coroutine, Sequence
from typing import Any, Self

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.js import api

from quarterdeck.sinks.sink import Shipped, Undelivered

ERRORS = (OSError, nats.errors.Error, TimeoutError)
_PENDING = 4000
_LEAVE = 2.0


class Connection:
    """Opened by `open`, and used from one event loop."""

    def __init__(self, client: Client, patience: float) -> None:
        self._client = client
        self._stream = client.jetstream(timeout=patience, publish_async_max_pending=_PENDING)
        self._patience = patience
        self._fault: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, server: str, tls: ssl.SSLContext | None, login: dict[str, Any], patience: float) -> Self:
        """Raises what `ERRORS` names. Nothing of the login is said before TLS is up, where there is to be TLS."""
        client = _Private() if tls is not None else Client()
        opened = cls(client, patience)
        options = dict(login) if tls is None else {**login, "tls": tls}
        try:
            connecting = client.connect(
                server,
                name="quarterdeck",
                allow_reconnect=False,
                error_cb=opened._failed,
                closed_cb=opened._ended,
                **options,
            )
            await opened._unless_it_fails(connecting)
        except BaseException:
            await opened.close()
            raise
        return opened

    async def publish(self, subject: str, batch: Sequence[Shipped]) -> None:
        """Return when the stream has all of these. Raises what `ERRORS` names, also where the connection ends."""
        await self._unless_it_fails(self._publish(subject, batch))

    async def close(self) -> None:
        """Let go of it, whatever state it is in."""
        if not self._fault.cancel() and not self._fault.cancelled():
            # Asked, so that nobody is told that nobody asked.
            self._fault.exception()
        with contextlib.suppress(*ERRORS):
            async with asyncio.timeout(_LEAVE):
                await self._client.close()

    async def _unless_it_fails(self, work: Coroutine[Any, Any, None]) -> None:
        """The client tells of some errors only on the side, and goes on trying, or waits for what will not come."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._fault}, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                if self._fault.done():
                    self._fault.result()
                raise TimeoutError
            task.result()
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Undelivered, *ERRORS):
                await task

    async def _publish(self, subject: str, batch: Sequence[Shipped]) -> None:
        # In the order of the batch: one connection keeps it.
        acks = [
            await self._stream.publish_async(subject, one.payload, headers={api.Header.MSG_ID: one.id}) for one in batch
        ]
        # Also of those that come after one that failed, so that none is left that nobody asks.
        said = await asyncio.gather(*acks, return_exceptions=True)
        for one in said:
            if isinstance(one, BaseException):
                raise one

    async def _failed(self, error: Exception) -> None:
        # A publication that is not permitted is told here alone.
        self._end(error)

    async def _ended(self) -> None:
        self._end(nats.errors.ConnectionClosedError())

    def _end(self, error: Exception) -> None:
        if not self._fault.done():
            self._fault.set_exception(error)


class _Private(Client):
    """A client that speaks TLS or not at all: the library's own does without if the server does not ask for it."""

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        if initial_connection and not info.get("tls_required"):
            raise Undelivered("the server does not offer TLS; write nats:// if it is on this machine")
        await super()._process_info(info, initial_connection)


_WHY: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (ssl.SSLError, "it cannot be spoken to under TLS"),
    (nats.js.errors.NoStreamResponseError, "no stream takes this subject; make one that does"),
    (nats.errors.MaxPayloadError, "one record is more than the server takes at once; look at its max_payload"),
    (TimeoutError, "it did not answer in time"),
    (ConnectionRefusedError, "it does not accept a connection"),
    ((nats.errors.ConnectionClosedError, nats.errors.UnexpectedEOF, ConnectionError), "it ended the connection"),
)
# What the server calls it, of which the client makes no kind of its own.
_SAID = (
    ("ermissions", "we may not publish there, or not be answered; allow our user both"),
    ("uthoriz", "it does not let us in; look at token_file and identity"),
    ("uthentic", "it does not let us in; look at token_file and identity"),
)


def why(error: BaseException) -> str:
    """What went wrong, in our words: those of a server may quote what we sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"it is not who it says: {error.verify_message}"
    for kind, words in _WHY:
        if isinstance(error, kind):
            return words
    if isinstance(error, nats.js.errors.APIError):
        return f"the stream did not take a record: {error.code}, {error.err_code}"
    told = next((words for word, words in _SAID if word in str(error)), "")
    return told or f"it cannot be reached: {type(error).__name__}"
