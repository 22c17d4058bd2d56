"""The store of one machine: a process of its own that holds the vault in memory for all workers, and never on disk.

`python -O -m quarterdeck.proxy.vault_server SOCKET SECONDS`, started by the supervisor with the time after which an
idle conversation is forgotten. When it dies, all is. It reads no configuration, so that it is up before any worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from quarterdeck.proxy.logs import configure_logging
from quarterdeck.proxy.vault import Bounds, VaultFull
from quarterdeck.proxy.vault_frames import (
    BadFrame,
    answer_message,
    assign_arguments,
    frame,
    is_own,
    read_frame,
    recall_arguments,
    short,
)
from quarterdeck.proxy.vault_memory import MemoryVault

logger = logging.getLogger("quarterdeck.vault")

SWEEP_EVERY = 2.0
_PR_SET_DUMPABLE = 4


def main() -> int:
    """Serve until SIGTERM or until the supervisor is gone; 2 when it cannot."""
    configure_logging(0)
    path, expire = sys.argv[1:]
    try:
        asyncio.run(serve(Path(path), MemoryVault(Bounds(expire=float(expire)))))
    except OSError as error:
        logger.error("cannot keep placeholders: %s", error.strerror)
        return 2
    return 0


async def serve(path: Path, vault: MemoryVault) -> None:
    """Serve a vault at a socket until told to stop."""
    sock = listening(path)
    keep_in_memory()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = await asyncio.start_unix_server(lambda reader, writer: _converse(vault, reader, writer), sock=sock)
    supervisor = os.getppid()
    try:
        # Without a supervisor there are no workers either.
        while not stopping.is_set() and os.getppid() == supervisor:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), SWEEP_EVERY)
            vault.sweep()
    finally:
        # The socket's file may be a successor's by now, which replaces one that is left behind.
        server.close()


def listening(path: Path) -> socket.socket:
    """A socket at a path, for this user alone. One that a dead store left behind is replaced. Raises OSError."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path.unlink(missing_ok=True)
    mask = os.umask(0o177)
    try:
        with short(path) as address:
            sock.bind(address)
        sock.listen()
    except OSError:
        sock.close()
        raise
    finally:
        os.umask(mask)
    return sock


def keep_in_memory() -> None:
    """See to it that no core is dumped and that no other process of this user may look into this one."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


async def _converse(vault: MemoryVault, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        if not is_own(writer.get_extra_info("socket")):
            logger.warning("another user's process asked for placeholders; it was refused")
            return
        while True:
            number, *message = await read_frame(reader)
            writer.write(frame([number, *await _answer(vault, message)]))
            await writer.drain()
    except BadFrame as error:
        logger.error("a connection was closed: %s", error)
    except (asyncio.IncompleteReadError, OSError, ValueError, TypeError):
        # The worker has gone, or is none.
        pass
    finally:
        writer.close()


async def _answer(vault: MemoryVault, message: list[Any]) -> list[object]:
    match message:
        case ["assign", *_]:
            key, wanted, avoid, digests, continues = assign_arguments(message)
            try:
                return answer_message(await vault.assign(key, wanted, avoid, digests, continues=continues))
            except VaultFull:
                return ["full"]
        case ["recall", *_]:
            return answer_message(await vault.recall(*recall_arguments(message)))
        case _:
            raise BadFrame("a frame is no request")


if __name__ == "__main__":
    sys.exit(main())
