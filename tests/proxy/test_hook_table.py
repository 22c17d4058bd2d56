"""The table calls what stock mitmproxy would call, and every hook of ours that can let traffic through is guarded."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from mitmproxy import options
from mitmproxy.connection import Client
from mitmproxy.proxy.server_hooks import ClientConnectedHook

from quarterdeck.proxy.answers import Answers
from quarterdeck.proxy.gate import Gate
from quarterdeck.proxy.hook_table import HookTable
from quarterdeck.proxy.inspector import Inspector
from quarterdeck.proxy.messages import Messages


class Nested:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def client_connected(self, client: Client) -> None:
        self.seen.append("nested")


class Outer:
    name = "outer"

    def __init__(self, inner: Nested) -> None:
        self.addons = [inner]
        self.inner = inner

    async def client_connected(self, client: Client) -> None:
        await asyncio.sleep(0)
        self.inner.seen.append("outer")


class Broken:
    def client_connected(self, client: Client) -> None:
        raise RuntimeError("broken")


class Bare:
    """As much of a master as an AddonManager needs."""

    def __init__(self) -> None:
        self.options = options.Options()
        self.commands = self

    def collect_commands(self, addon: object) -> None:
        pass


def test_plain_waiting_and_nested_listeners_are_called_in_order() -> None:
    table = HookTable(Bare())
    nested = Nested()
    table.add(Broken(), Outer(nested))
    table.freeze()
    client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))
    asyncio.run(table.handle_lifecycle(ClientConnectedHook(client)))
    assert nested.seen == ["outer", "nested"]


# Hooks that only observe: nothing is let through by their failing.
OBSERVERS = {
    "client_disconnected",
    "tls_failed_client",
    "malformed",
    "refused",
    "server_connect_error",
    "websocket_end",
}
HOOKS = {
    "client_connected",
    "http_connect",
    "tls_clienthello",
    "server_connect",
    "server_connected",
    "requestheaders",
    "request",
    "responseheaders",
    "answer",
    "response",
    "error",
    "websocket_answer",
    "websocket_message",
    "websocket_rest",
    "websocket_start",
    "websocket_too_large",
    "websocket_unread",
}


@pytest.mark.parametrize("addon", [Gate, Inspector, Answers, Messages])
def test_every_hook_that_decides_is_guarded(addon: type) -> None:
    for name, method in inspect.getmembers(addon, inspect.isfunction):
        if name in HOOKS:
            assert hasattr(method, "__wrapped__"), f"{addon.__name__}.{name} is not wrapped in fail_closed"
        elif not name.startswith("_"):
            assert name in OBSERVERS | {"abort", "abort_client", "abort_server"}, f"{addon.__name__}.{name} is neither"
