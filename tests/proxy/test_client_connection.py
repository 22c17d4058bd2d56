"""A connection runs its layers over real sockets: hooks are answered, and a layer that breaks closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from mitmproxy import master, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import commands, events, layer, layers, mode_specs
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode

from quarterdeck.proxy.client_connection import ClientConnection
from quarterdeck.proxy.hook_table import HookTable
from quarterdeck.proxy.hooks import Malformed, MalformedHook


class Asking(layer.Layer):
    """Asks the hook `malformed` about what it receives and sends the answer back."""

    def _handle_event(self, event: events.Event) -> Iterator[Any]:
        if isinstance(event, events.DataReceived):
            malformed = Malformed(self.context.client, event.data.decode(), b"no answer")
            yield MalformedHook(malformed)
            yield commands.SendData(self.context.client, malformed.answer)
        elif isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)


class Breaking(layer.Layer):
    """Fails at the first byte."""

    def _handle_event(self, event: events.Event) -> Iterator[Any]:
        if isinstance(event, events.DataReceived):
            raise LookupError("broken")  # noqa: TRY004  it stands for any fault
        yield from ()


class Plain:
    def malformed(self, malformed: Malformed) -> None:
        malformed.answer = b"plain:" + malformed.why.encode()


class Waiting:
    async def malformed(self, malformed: Malformed) -> None:
        await asyncio.sleep(0)
        malformed.answer = b"waiting:" + malformed.why.encode()


class Failing:
    def malformed(self, malformed: Malformed) -> None:
        raise RuntimeError("the listener is broken")


class Unwelcoming:
    def client_connected(self, client: Any) -> None:
        client.error = "not you"


type Speaker[Heard] = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Heard]]


def connected[Heard](addon: object, top: Callable[[Context], layer.Layer], speak: Speaker[Heard]) -> Heard:
    """What a client comes away with that speaks to a connection with one addon and one layer."""

    async def scenario() -> Heard:
        running = master.Master(options.Options(), asyncio.get_running_loop())
        running.addons = table = HookTable(running)
        table.add(Proxyserver(), addon)
        running.options.update(connection_strategy="lazy")
        table.freeze()
        ended = asyncio.Event()

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            mode = mode_specs.ProxyMode.parse("regular")
            connection = ClientConnection(running, reader, writer, running.options, mode)
            connection.layer = top(connection.layer.context)
            await connection.handle_client()
            ended.set()

        server = await asyncio.start_server(take, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        heard = await speak(reader, writer)
        writer.close()
        await asyncio.wait_for(ended.wait(), 20)
        server.close()
        return heard

    return asyncio.run(scenario())


def talk(addon: object, top: Callable[[Context], layer.Layer], *sent: bytes) -> list[bytes]:
    """What a client that sends these in turn reads after each; b"" is the end."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
        read = []
        for data in sent:
            writer.write(data)
            try:
                read.append(await asyncio.wait_for(reader.read(1000), 20))
            except ConnectionResetError:
                read.append(b"")
        return read

    return connected(addon, top, speak)


class Held:
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.free = asyncio.Event()

    async def malformed(self, malformed: Malformed) -> None:
        self.asked.set()
        await self.free.wait()


class Swallowing(layer.Layer):
    """Asks the hook about the first bytes, and takes the rest without a word."""

    _asked = False

    def _handle_event(self, event: events.Event) -> Iterator[Any]:
        if isinstance(event, events.DataReceived) and not self._asked:
            self._asked = True
            yield MalformedHook(Malformed(self.context.client, ""))
        elif isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(self.context.client)


def test_a_client_may_not_pour_in_what_a_waiting_hook_holds_up():
    addon = Held()

    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[bool, bool]:
        writer.write(b"first")
        await addon.asked.wait()
        writer.write(bytes(60_000_000))
        pouring = asyncio.ensure_future(writer.drain())
        await asyncio.wait([pouring], timeout=1)
        before = pouring.done()
        addon.free.set()
        await asyncio.wait_for(pouring, 30)
        return before, pouring.done()

    assert connected(addon, Swallowing, speak) == (False, True)


@pytest.mark.parametrize(("addon", "name"), [(Plain(), b"plain"), (Waiting(), b"waiting")], ids=["plain", "waiting"])
def test_a_layer_goes_on_when_its_hook_has_answered(addon: object, name: bytes):
    assert talk(addon, Asking, b"one", b"two") == [name + b":one", name + b":two"]


def test_a_layer_goes_on_when_a_listener_fails_or_nobody_listens():
    assert talk(Failing(), Asking, b"one") == [b"no answer"]
    assert talk(object(), Asking, b"one") == [b"no answer"]


def test_a_layer_that_breaks_closes_the_connection_and_leaves_no_client_waiting():
    assert talk(Plain(), Breaking, b"one") == [b""]


def test_a_client_that_is_not_admitted_is_closed_before_any_layer_sees_it():
    assert talk(Unwelcoming(), Asking, b"one") == [b""]


def test_an_origin_that_cannot_be_reached_is_told_to_the_layer():
    (answer,) = talk(
        Plain(),
        lambda context: layers.HttpLayer(context, HTTPMode.regular),
        b"GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 502 ")
