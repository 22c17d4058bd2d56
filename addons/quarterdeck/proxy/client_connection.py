"""Runs the layers of one client connection. Hooks that need not wait are called on the spot, without a task each,
and a layer that breaks closes the connection instead of leaving the client hanging.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer, mode_servers
from mitmproxy.proxy.server import ConnectionIO

from quarterdeck.proxy.held import Held
from quarterdeck.proxy.holding import Fetch, Hush
from quarterdeck.proxy.http2 import unsent, untaken
from quarterdeck.proxy.stream import Tunnelled

if TYPE_CHECKING:
    from quarterdeck.proxy.hook_table import HookTable

# Bytes that may come in while a hook is waited for.
MOST_HELD = 1_000_000
# Bytes of answers that may wait for a client that is slower than the origin.
MOST_UNSENT = 8_000_000
# Bytes that closed connections have carried before their leftovers are looked for.
MOST_LITTER = 64_000_000

logger = logging.getLogger("quarterdeck.connection")


class _Litter:
    """Closed connections hold each other's layers in circles, with TLS buffers as large as the largest body was.

    The collector counts objects and not their bytes, so it is called for every so many bytes that they have carried.
    """

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, carried: int) -> None:
        self._bytes += carried
        if self._bytes > MOST_LITTER:
            self._bytes = 0
            gc.collect()


_litter = _Litter()


class ClientConnection(mode_servers.ProxyConnectionHandler):
    """mitmproxy's connection with a shorter way from a command to what it does."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]  # mitmproxy's is not typed
        self._table: HookTable = self.master.addons  # type: ignore[assignment]  # ours, by ProxyMaster
        self._unsent: dict[Connection, list[bytes]] = {}
        self._inner: layer.Layer | None = None
        # Hooks that are being waited for, and the bytes that have come in the meantime and wait in the layers.
        self._hooks = self._held = self._carried = 0
        self._settled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        # Held bodies for which nothing more may come from the client for now.
        self._hushed: set[Held] = set()
        # The event loop keeps only weak references to tasks.
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle_client(self) -> None:
        """Serve the connection to its end, and give back what it held."""
        try:
            await super().handle_client()
        finally:
            _litter.add(self._carried)

    async def server_event(self, event: events.Event) -> None:
        """Give an event to the layers and carry out what they ask for."""
        async with self._server_event_lock:
            # Nothing below waits: layers must not be entered twice.
            self.timeout_watchdog.register_activity()
            if isinstance(event, events.DataReceived):
                self._carried += len(event.data)
                if self._hooks:
                    self._held += len(event.data)
            pending = deque((event,))
            try:
                while pending:
                    for command in self.layer.handle_event(pending.popleft()):
                        if isinstance(command, commands.SendData):
                            self._unsent.setdefault(command.connection, []).append(command.data)
                        elif isinstance(command, commands.StartHook):
                            if self._table.run_now(command):
                                if command.blocking:
                                    pending.append(events.HookCompleted(command))
                            else:
                                self._spawn(self._hook(command))
                        else:
                            # What was sent before a connection is closed goes out before it is.
                            self._send()
                            self._carry_out(command)
                self._send()
                if self._inner is not None and self.transports.keys() == {self.client}:
                    # Each event of a tunnel would pass through the HTTP/1 layer of its CONNECT, and back. That layer
                    # stays where it also has connections to origins that were asked for something before.
                    self.layer, self._inner = self._inner, None
                # Whoever waits for room sees for itself whether there is some now.
                self._room.set()
            except Exception:
                logger.exception("a protocol layer failed; the connection is closed")
                self._unsent.clear()
                self._close_all()

    def _send(self) -> None:
        """Write what the layers have sent since the last time: head and body in one piece, not a system call each."""
        for connection, pieces in self._unsent.items():
            transport = self.transports.get(connection)
            if transport is not None and transport.writer is not None and not transport.writer.is_closing():
                transport.writer.write(pieces[0] if len(pieces) == 1 else b"".join(pieces))
        self._unsent.clear()

    async def _hook(self, command: commands.StartHook) -> None:
        self._hooks += 1
        self._settled.clear()
        try:
            await self._table.handle_lifecycle(command)
        finally:
            self._hooks -= 1
            if not self._hooks:
                self._held = 0
                self._settled.set()
        if command.blocking:
            await self.server_event(events.HookCompleted(command))

    async def drain_writers(self) -> None:
        """Read on when what was read before has found its place."""
        await super().drain_writers()  # type: ignore[no-untyped-call]  # mitmproxy's is not typed
        # A burst of requests that need not wait for anything must not keep other connections waiting.
        await asyncio.sleep(0)
        if self._held > MOST_HELD:
            await self._settled.wait()
        while self._is_full():
            self._room.clear()
            await self._room.wait()

    def _is_full(self) -> bool:
        """Whether whoever asks has to stop reading until what was read before has gone on."""
        if self._reads_client():
            return bool(self._hushed)
        return unsent(self.client.id) > MOST_UNSENT

    def _reads_client(self) -> bool:
        """Whether the task that asks is the one that reads from the client, which alone can make room."""
        transport = self.transports.get(self.client)
        return transport is not None and transport.handler is asyncio.current_task()

    async def wakeup(self, request: commands.RequestWakeup) -> None:
        """Wait for what a layer has asked for: time to pass, or a piece of a held body when the origin takes it."""
        if isinstance(request, Fetch):
            try:
                await self._takes(request.connection)
                request.piece = await request.held.next()
            except Exception as fault:
                # Whoever waits for the piece must hear that it will not come.
                logger.error("a body that was held is lost", exc_info=fault)
        await super().wakeup(request)

    async def _takes(self, connection: Connection) -> None:
        """Wait until an origin has taken nearly all that it was sent."""
        transport = self.transports.get(connection)
        if transport is not None and transport.writer is not None:
            with contextlib.suppress(OSError):
                await transport.writer.drain()
        while connection in self.transports and untaken(connection.id) > MOST_HELD:
            self._room.clear()
            await self._room.wait()

    def _carry_out(self, command: commands.Command) -> None:
        if isinstance(command, commands.OpenConnection):
            task = self._spawn(self.open_connection(command))
            self.transports.setdefault(command.connection, ConnectionIO(handler=task))
        elif isinstance(command, commands.RequestWakeup):
            self.wakeup_timer.add(self._spawn(self.wakeup(command)))
        elif isinstance(command, Hush):
            (self._hushed.add if command.on else self._hushed.discard)(command.held)
        elif isinstance(command, Tunnelled):
            self._inner = command.layer
        elif isinstance(command, commands.ConnectionCommand) and command.connection not in self.transports:
            pass  # closed in the meantime
        elif isinstance(command, commands.CloseTcpConnection):
            self.close_connection(command.connection, command.half_close)
        elif isinstance(command, commands.CloseConnection):
            self.close_connection(command.connection)
        elif not isinstance(command, commands.Log):
            raise TypeError(f"unexpected command {type(command).__name__}")

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        # mitmproxy makes tasks run at once; `transports` must be set before open_connection looks at it.
        task: asyncio.Task[None] = asyncio.Task(work, loop=asyncio.get_running_loop())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _close_all(self) -> None:
        for transport in list(self.transports.values()):
            if transport.handler is not None:
                transport.handler.cancel("a protocol layer failed")


def install() -> None:
    """Make mitmproxy use this class."""
    mode_servers.ProxyConnectionHandler = ClientConnection  # type: ignore[misc]  # there is no other way in
