"""MCP servers: streamable HTTP that answers in JSON or events, and the older transport of one long event stream.

Source: modelcontextprotocol.io, transports of 2024-11-05 and 2025-06-18.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..answers import Answer
from ..seen import Gates, Request
from .vendor import EVENTS, WORDS, Vendor, asked, compact, event, json_answer, streamed

HOST = "mcp.fleet.example"
_TOOL = {"name": "echo", "description": "Says it back.", "inputSchema": {"type": "object"}}


def _result(call: dict[str, Any]) -> dict[str, Any]:
    method = call["method"]
    if method == "initialize":
        version = call["params"]["protocolVersion"]
        info = {"name": "fleet", "version": "1"}
        return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": info}
    if method == "tools/list":
        return {"tools": [_TOOL, _TOOL | {"name": "narrate"}]}
    return {"content": [{"type": "text", "text": "".join(WORDS)}], "isError": False}


def _reply(call: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call["id"], "result": _result(call)}


def streamable(request: Request, gates: Gates, _host: str) -> Answer:
    """The tool `narrate` answers in events with its progress first, all else in JSON."""
    call = asked(request)
    if "id" not in call:
        return Answer(status=202)
    if call["method"] == "tools/call" and call["params"]["name"] == "narrate":
        token = call["params"].get("_meta", {}).get("progressToken", "t")
        progress = {"progressToken": token, "progress": 1, "message": WORDS[0]}
        first = {"jsonrpc": "2.0", "method": "notifications/progress", "params": progress}
        return streamed(request, gates, [event(first, "message"), event(_reply(call), "message")])
    answer = json_answer(_reply(call))
    answer.headers.append(("mcp-session-id", "s1"))
    return answer


def _not_here(_request: Request, _gates: Gates, _host: str) -> Answer:
    return Answer(status=405)


def _ended(_request: Request, _gates: Gates, _host: str) -> Answer:
    return Answer(status=200)


class _Legacy:
    """The sessions of the older transport: what is posted is answered in the stream of its session."""

    def __init__(self) -> None:
        self._sessions: dict[str, queue.Queue[bytes]] = {}

    def open(self, _request: Request, _gates: Gates, _host: str) -> Answer:
        session = str(len(self._sessions) + 1)
        self._sessions[session] = queue.Queue()
        return Answer(self._stream(session), EVENTS, framing="chunked")

    def _stream(self, session: str) -> Iterator[bytes]:
        yield event(f"/messages?session_id={session}", "endpoint")
        while True:
            yield event(self._sessions[session].get().decode(), "message")

    def post(self, request: Request, _gates: Gates, _host: str) -> Answer:
        session = parse_qs(urlsplit(request.target.decode()).query)["session_id"][0]
        call = asked(request)
        if "id" in call:
            self._sessions[session].put(compact(_reply(call)))
        return Answer([b"Accepted"], "text/plain", status=202)


_LEGACY = _Legacy()
VENDOR = Vendor(
    "mcp",
    (HOST,),
    (
        ("POST", "/mcp", streamable),
        ("GET", "/mcp", _not_here),
        ("DELETE", "/mcp", _ended),
        ("GET", "/sse", _LEGACY.open),
        ("POST", "/messages", _LEGACY.post),
    ),
)
