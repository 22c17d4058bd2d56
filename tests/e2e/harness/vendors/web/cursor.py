"""Cursor: protocol buffers in Connect frames. Source: cursor_api_demo, cursor-rpc (2026-01)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from .. import connect, protobuf
from ..vendor import Vendor, streamed, words


def chat(request: Request, gates: Gates, _host: str) -> Answer:
    pieces = [connect.frame(protobuf.field(1, word)) for word in words(request)]
    return streamed(request, gates, [*pieces, connect.end()], "application/connect+proto")


VENDOR = Vendor(
    "cursor",
    ("api2.cursor.sh",),
    (
        ("POST", r"/aiserver\.v1\.AiService/StreamChat", chat),
        ("POST", r"/aiserver\.v1\.ChatService/StreamUnifiedChatWithTools", chat),
    ),
)
