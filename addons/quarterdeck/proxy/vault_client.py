"""A worker's side of the store: one connection, many questions at once, and an error in time when it does not answer.

Nothing is asked twice: what the store has noted as seen must not be seen because of us.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from quarterdeck.proxy.vault import Conversation, Name, VaultFull, VaultUnavailable
from quarterdeck.proxy.vault_frames import (
    BadFrame,
    answered,
    assign_message,
    frame,
    is_own,
    read_frame,
    recall_message,
    short,
)
from quarterdeck.redact.style import Value

PATIENCE = 1.0


class SocketVault:
    """`patience` is the seconds that one question may take, connecting included."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self._path = path
        self._patience = patience
        self._writer: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._asked: dict[int, asyncio.Future[list[Any]]] = {}
        self._numbers = itertools.count()
        self._connecting = asyncio.Lock()

    async def assign(
        self,
        key: bytes,
        wanted: Sequence[Value],
        avoid: Collection[Name] = (),
        digests: Collection[bytes] = (),
        *,
        continues: bool = False,
    ) -> Conversation:
        """As Vault.assign."""
        return await self._ask(assign_message(key, wanted, avoid, digests, continues=continues))

    async def recall(self, key: bytes, digests: Collection[bytes] = ()) -> Conversation:
        """As Vault.recall."""
        return await self._ask(recall_message(key, digests))

    async def close(self) -> None:
        """Close the connection; what still waits for an answer gets none."""
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)

    async def _ask(self, message: list[object]) -> Conversation:
        number = next(self._numbers)
        try:
            data = frame([number, *message])
        except BadFrame:
            raise VaultFull from None
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._patience):
                writer = await self._connected()
                self._asked[number] = answer
                writer.write(data)
                await writer.drain()
                said = await answer
        except (OSError, TimeoutError):
            raise VaultUnavailable("the store of placeholders does not answer") from None
        finally:
            self._asked.pop(number, None)
            # Nobody will ask for what it came to.
            answer.cancel()
        if said == ["full"]:
            raise VaultFull
        try:
            return answered(said)
        except BadFrame as error:
            raise VaultUnavailable(f"the store of placeholders: {error}") from None

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer is None:
                reader, writer = await asyncio.open_unix_connection(sock=await _connection(self._path))
                self._writer = writer
                self._hearing = asyncio.create_task(self._hear(reader, writer))
            return self._writer

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                number, *said = await read_frame(reader)
                answer = self._asked.get(number)
                if answer is not None and not answer.done():
                    answer.set_result(said)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            # The store has gone, or is none.
            pass
        finally:
            self._writer = None
            writer.close()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("gone"))


async def _connection(path: Path) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        with short(path) as address:
            await asyncio.get_running_loop().sock_connect(sock, address)
        own = is_own(sock)
    except BaseException:
        sock.close()
        raise
    if not own:
        sock.close()
        raise PermissionError("the store is another user's")
    return sock
