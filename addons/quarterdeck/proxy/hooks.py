"""Hooks of our own, for what mitmproxy's layers do not tell its addons."""

from __future__ import annotations

from dataclasses import dataclass

from mitmproxy.connection import Client
from mitmproxy.proxy import commands
from mitmproxy.proxy.context import Context


@dataclass
class Malformed:
    """A request that cannot be read safely. The hook fills in the `answer` that the client gets."""

    client: Client
    why: str
    answer: bytes = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class MalformedHook(commands.StartHook):
    """A malformed HTTP/1 request head has been received and will be refused."""

    malformed: Malformed
    name = "malformed"
    blocking = True


@dataclass
class Refused:
    """A connection that is closed because of what was sent in it."""

    context: Context
    why: str


@dataclass
class RefusedHook(commands.StartHook):
    """A connection speaks a protocol that is not let through."""

    refused: Refused
    name = "refused"
    blocking = True
