"""Workers share a port, every client reaches exactly one of them, and each mode is understood by mitmproxy."""

from __future__ import annotations

import asyncio
import socket

import pytest
from mitmproxy.proxy import mode_servers, mode_specs
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes
from mitmproxy.test import taddons, tflow

from quarterdeck.proxy import listen
from quarterdeck.proxy.listen import mode_spec
from tests.e2e.harness.process import free_port

LAYERS = [
    ("regular", listen.SharedRegularInstance, modes.HttpProxy),
    ("transparent", listen.SharedTransparentInstance, modes.TransparentProxy),
    ("upstream:http://proxy.example:3128", listen.SharedUpstreamInstance, modes.HttpUpstreamProxy),
]


@pytest.mark.parametrize(
    ("mode", "host", "data"),
    [
        ("regular", "127.0.0.1", ""),
        ("regular", "::1", ""),
        ("regular", "", ""),
        ("transparent", "::", ""),
        ("upstream:http://proxy.example:3128/", "0.0.0.0", "http://proxy.example:3128/"),
        ("upstream:https://[2001:db8::1]:3128", "::1", "https://[2001:db8::1]:3128"),
    ],
)
def test_a_mode_of_ours_is_one_of_mitmproxys(mode: str, host: str, data: str):
    spec = mode_specs.ProxyMode.parse(mode_spec(mode, host, 8080))
    assert (spec.listen_host(), spec.listen_port(), spec.data) == (host, 8080, data)
    assert type(spec).__module__ == listen.__name__


@pytest.mark.parametrize(("mode", "instance", "layer"), LAYERS, ids=["regular", "transparent", "upstream"])
def test_each_mode_reads_its_connections_with_the_layer_of_it(mode: str, instance: type, layer: type):
    with taddons.context() as context:
        made = mode_servers.ServerInstance.make(mode_spec(mode, "127.0.0.1", free_port()), None)
        assert type(made) is instance
        assert type(made.make_top_layer(Context(tflow.tclient_conn(), context.options))) is layer


@pytest.mark.parametrize(("mode", "instance", "layer"), LAYERS, ids=["regular", "transparent", "upstream"])
def test_two_listen_on_one_port_and_each_client_reaches_one(mode: str, instance: type, layer: type):
    port = free_port()
    reached: list[tuple[int, str]] = []

    async def scenario() -> None:
        listeners = []
        for number in range(2):
            worker = mode_servers.ServerInstance.make(mode_spec(mode, "127.0.0.1", port), None)

            async def take(reader, writer, number=number) -> None:
                reached.append((number, writer.get_extra_info("peername")[0]))
                writer.close()

            worker.handle_stream = take
            listeners += await worker.listen("127.0.0.1", port)
        for _ in range(64):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.9", 0))
            assert await reader.read() == b""
            writer.close()
        for listener in listeners:
            listener.close()

    asyncio.run(scenario())
    assert len(reached) == 64
    assert set(reached) == {(0, "127.0.0.9"), (1, "127.0.0.9")}


def test_a_port_of_somebody_who_does_not_share_cannot_be_had():
    async def scenario(port: int) -> None:
        worker = mode_servers.ServerInstance.make(mode_spec("regular", "127.0.0.1", port), None)
        with pytest.raises(OSError, match="in use"):
            await worker.listen("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", 0)) as server:
        asyncio.run(scenario(server.getsockname()[1]))
