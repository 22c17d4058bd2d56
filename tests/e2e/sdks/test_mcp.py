"""The official mcp SDK over streamable HTTP and over the older event stream; a refused call is its own MCPError."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp import ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from ..harness.vendors.market import CANARY, REASON
from ..harness.vendors.mcp import HOST
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit

SAID = "".join(WORDS)


@asynccontextmanager
async def streamable(here: Visit) -> AsyncIterator[ClientSession]:
    async with (
        httpx2.AsyncClient(**here.plumbing(asynchronous=True)) as http,
        streamable_http_client(f"https://{HOST}/mcp", http_client=http) as (read, write),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


@asynccontextmanager
async def legacy(here: Visit) -> AsyncIterator[ClientSession]:
    def client(**options: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(**options | here.plumbing(asynchronous=True))

    async with (
        sse_client(f"https://{HOST}/sse", httpx_client_factory=client) as (read, write),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


@pytest.fixture
def here(visit: Callable[[str], Visit]) -> Visit:
    return visit("mcp")


def in_session(here: Visit, open_: Callable[[Visit], Any], work: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        async with open_(here) as opened:
            return await work(opened)

    return asyncio.run(session())


@pytest.mark.parametrize("open_", [streamable, legacy])
def test_a_tool_is_called(here: Visit, open_: Callable[[Visit], Any]) -> None:
    got = in_session(here, open_, lambda session: session.call_tool("echo", {"query": "which way"}))
    assert got.content[0].text == SAID
    posted = [one for one in here.reached if one[0] == b"POST"]
    assert posted == [one for one in here.tap.sent if one[0] == b"POST"]
    (called,) = [one for one in here.decisions if one["activity"] == "tool-call"]
    assert called["format"] == "mcp"


def test_a_tool_that_answers_in_events_streams(here: Visit) -> None:
    hold = here.hold()
    pending: list[bool] = []

    async def progressed(_progress: float, _total: float | None, message: str | None) -> None:
        pending.append(hold.pending and message == WORDS[0])
        hold.release()

    got = in_session(
        here, streamable, lambda session: session.call_tool("narrate", {"at": hold.name}, progress_callback=progressed)
    )
    assert got.content[0].text == SAID
    assert pending == [True]


def test_a_canary_in_a_call_raises(here: Visit) -> None:
    async def call(session: ClientSession) -> MCPError:
        with pytest.raises(MCPError) as raised:
            await session.call_tool("echo", {"query": {"deep": [CANARY]}})
        return raised.value

    error = in_session(here, streamable, call).error
    (refused,) = [one for one in here.decisions if one["outcome"] == "refused"]
    assert REASON in error.message
    assert refused["incident"] in error.message
    assert not here.origin.saw(CANARY.encode())
    assert set(refused["findings"]) == {"custom.canary"}


def test_a_canary_in_the_name_of_a_tool_raises(here: Visit) -> None:
    async def call(session: ClientSession) -> MCPError:
        with pytest.raises(MCPError) as raised:
            await session.call_tool(CANARY)
        return raised.value

    assert REASON in in_session(here, streamable, call).error.message
    assert not here.origin.saw(CANARY.encode())


def test_a_canary_over_the_older_transport_does_not_reach_the_server(here: Visit) -> None:
    """The older transport of this SDK tells nobody that a message could not be posted; the call is given up on."""

    async def call(session: ClientSession) -> None:
        await session.call_tool("echo", {"query": CANARY}, read_timeout_seconds=0.5)

    with pytest.raises((MCPError, ExceptionGroup)):
        in_session(here, legacy, call)
    (refused,) = [one for one in here.decisions if one["outcome"] == "refused"]
    assert set(refused["findings"]) == {"custom.canary"}
    assert not here.origin.saw(CANARY.encode())
