"""Listening sockets that several workers share: SO_REUSEPORT, no process in front, the client's address kept."""

from __future__ import annotations

import asyncio
from typing import Any

from mitmproxy.proxy import layer, mode_servers, mode_specs
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes

BACKLOG = 1024


class SharedRegularMode(mode_specs.RegularMode):
    """An explicit HTTP proxy on a shared port."""


class SharedTransparentMode(mode_specs.TransparentMode):
    """A transparent proxy on a shared port."""


class SharedUpstreamMode(mode_specs.UpstreamMode):
    """An explicit HTTP proxy on a shared port that passes everything to another proxy."""


async def _listen(handle: Any, host: str, port: int) -> list[asyncio.Server]:
    return [await asyncio.start_server(handle, host, port, reuse_port=True, backlog=BACKLOG)]


class SharedRegularInstance(mode_servers.AsyncioServerInstance[SharedRegularMode]):
    """The server of SharedRegularMode."""

    async def listen(self, host: str, port: int) -> list[Any]:
        """Listen beside the other workers."""
        return await _listen(self.handle_stream, host, port)

    def make_top_layer(self, context: Context) -> layer.Layer:
        """What reads the first bytes of a connection."""
        return modes.HttpProxy(context)


class SharedTransparentInstance(mode_servers.AsyncioServerInstance[SharedTransparentMode]):
    """The server of SharedTransparentMode."""

    async def listen(self, host: str, port: int) -> list[Any]:
        """Listen beside the other workers."""
        return await _listen(self.handle_stream, host, port)

    def make_top_layer(self, context: Context) -> layer.Layer:
        """What reads the first bytes of a connection."""
        return modes.TransparentProxy(context)


class SharedUpstreamInstance(mode_servers.AsyncioServerInstance[SharedUpstreamMode]):
    """The server of SharedUpstreamMode."""

    async def listen(self, host: str, port: int) -> list[Any]:
        """Listen beside the other workers."""
        return await _listen(self.handle_stream, host, port)

    def make_top_layer(self, context: Context) -> layer.Layer:
        """What reads the first bytes of a connection."""
        return modes.HttpUpstreamProxy(context)


def mode_spec(mode: str, host: str, port: int) -> str:
    """mitmproxy's spelling of a mode of ours: `regular`, `transparent` or `upstream:URL`."""
    name, colon, data = mode.partition(":")
    return f"shared{name}{colon}{data}@{host}:{port}"
