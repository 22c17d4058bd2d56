"""Model Context Protocol over streamable HTTP and its older SSE transport: JSON-RPC 2.0 on any path.

Source: modelcontextprotocol.io, transports of 2025-06-18 and 2026-07-28 (headers Mcp-Method and Mcp-Name). A header
that contradicts the body, and a batch that calls different tools, cannot be ruled on as one.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import texts
from quarterdeck.wire.format import Format, Request

NAME = "mcp"

_METHODS = frozenset(
    "initialize ping tools/list tools/call resources/list resources/read resources/templates/list resources/subscribe "
    "resources/unsubscribe prompts/list prompts/get completion/complete logging/setLevel roots/list "
    "sampling/createMessage elicitation/create server/discover tasks/get tasks/list tasks/cancel tasks/result".split()
)


def _claims(request: Request) -> bool:
    return request.exchange.method != "GET"


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    calls = value if type(value) is list else [value]
    spoken = any(key.startswith("mcp-") for key, _ in request.exchange.headers)
    if not calls or not all(type(call) is dict and _is_call(call, spoken) for call in calls):
        return None
    tools = {_tool(call) for call in calls if call.get("method") == "tools/call"}
    methods = {call["method"] for call in calls if type(call.get("method")) is str}
    if len(tools) > 1:
        return Opaque("several-tools", NAME)
    named, method = request.exchange.header("mcp-name"), request.exchange.header("mcp-method")
    if (method is not None and methods and method not in methods) or (
        named is not None and tools and named not in tools
    ):
        return Opaque("header-mismatch", NAME)
    activity = "tool-call" if tools else "chat" if any("result" in call for call in calls) else "browse"
    parts = texts.parts(value)
    tool = next(iter(tools), None)
    return Message(NAME, activity, parts=tuple(part for part in parts if part.text != "2.0"), stream=False, tool=tool)


def _is_call(call: dict[str, Any], spoken: bool) -> bool:
    if call.get("jsonrpc") != "2.0":
        return False
    method = call.get("method")
    if type(method) is not str:
        return spoken and ("result" in call or "error" in call)
    return spoken or method in _METHODS or method.startswith("notifications/")


def _tool(call: dict[str, Any]) -> str:
    params = call.get("params")
    name = params.get("name") if type(params) is dict else None
    return name if type(name) is str else ""


FORMAT = Format(NAME, _claims, _parse, "mcp")
