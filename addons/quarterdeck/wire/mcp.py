"""Model Context Protocol over streamable HTTP and its older SSE transport: JSON-RPC 2.0 on any path.

Source: modelcontextprotocol.io, transports of 2025-06-18 and 2026-07-28 (headers Mcp-Method and Mcp-Name). What a
client sends back (what its model wrote for the server, what a person answered, results of tools) is read too. A header
that contradicts the body, and a batch that calls different tools, cannot be ruled on as one. Servers written in Go
match keys in any case.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import models, texts
from quarterdeck.wire.format import Format, Request
from quarterdeck.wire.generic import unescaped

NAME = "mcp"

_METHODS = frozenset(
    "initialize ping tools/list tools/call resources/list resources/read resources/templates/list resources/subscribe "
    "resources/unsubscribe prompts/list prompts/get completion/complete logging/setLevel roots/list "
    "sampling/createMessage elicitation/create server/discover tasks/get tasks/list tasks/cancel tasks/result".split()
)
_CALL = "tools/call"
_KEYS = ("jsonrpc", "method", "params")
# What a person does with a form that a server asks to have filled in.
_ANSWERS = ("accept", "decline", "cancel")
# Beginnings of methods that hardly any other JSON-RPC has.
_FAMILIES = ("tools/", "resources/", "prompts/", "completion/", "sampling/", "elicitation/")

# The members of a mapping under the names that the most forgiving parser reads; several where spellings contend.
Said = dict[str, list[Any]]


def suspected(exchange: Exchange, text: str) -> bool:
    """Whether a body that is not JSON to us may be a call to a laxer parser."""
    if _spoken(exchange):
        return True
    plain = unescaped(text).replace("\\/", "/")
    return _CALL in plain or ("jsonrpc" in plain and any(family in plain for family in _FAMILIES))


def _claims(request: Request) -> bool:
    return request.exchange.method != "GET"


def _spoken(exchange: Exchange) -> bool:
    return any(key.startswith("mcp-") for key, _ in exchange.headers)


def _parse(request: Request, value: Any) -> Message | Opaque | None:
    spoken = _spoken(request.exchange)
    calls = [_folded(call) for call in (value if type(value) is list else (value,)) if type(call) is dict]
    # One call in a batch is enough: servers take what they understand of it.
    if not any(_is_call(call, spoken) for call in calls):
        return None
    if any(_contended(call) for call in calls):
        return Opaque("duplicate-keys", NAME)
    methods = {method for call in calls for method in _texts(call, "method")}
    tools = {_tool(call) for call in calls if _CALL in _texts(call, "method")}
    if len(tools) > 1:
        return Opaque("several-tools", NAME)
    named, method = request.exchange.header("mcp-name"), request.exchange.header("mcp-method")
    if (method is not None and methods and method not in methods) or (
        named is not None and tools and named not in tools
    ):
        return Opaque("header-mismatch", NAME)
    activity = "tool-call" if tools else "chat" if any("result" in call for call in calls) else "browse"
    parts, files = texts.read(value)
    tool = next(iter(tools), None)
    said = tuple(part for part in parts if part.text != "2.0")
    return Message(NAME, activity, parts=said, stream=False, tool=tool, files=files)


def _folded(members: dict[str, Any]) -> Said:
    said: Said = {}
    for key, item in members.items():
        said.setdefault(models.fold(key), []).append(item)
    return said


def _texts(said: Said, name: str) -> list[str]:
    return [item for item in said.get(name, ()) if type(item) is str]


def _is_call(call: Said, spoken: bool) -> bool:
    methods = _texts(call, "method")
    # Nothing else has a method of that name, and not every server looks at the version.
    if _CALL in methods:
        return True
    if "2.0" not in _texts(call, "jsonrpc"):
        return False
    if not methods:
        return (spoken and ("result" in call or "error" in call)) or any(map(_is_answer, call.get("result", ())))
    return spoken or any(method in _METHODS or method.startswith("notifications/") for method in methods)


def _is_answer(result: Any) -> bool:
    """Whether a result is one that clients send, though no header says so: older ones send none."""
    if type(result) is not dict:
        return False
    said = result.get("content")
    typed = [item for item in (said if type(said) is list else [said]) if type(item) is dict and "type" in item]
    return bool(typed) or result.get("action") in _ANSWERS or type(result.get("roots")) is list


def _contended(call: Said) -> bool:
    params = [_folded(item) for item in call.get("params", ()) if type(item) is dict]
    return any(len(call.get(key, ())) > 1 for key in _KEYS) or any(len(each.get("name", ())) > 1 for each in params)


def _tool(call: Said) -> str:
    params = [_folded(item) for item in call.get("params", ()) if type(item) is dict]
    return next((name for each in params for name in _texts(each, "name")), "")


FORMAT = Format(NAME, _claims, _parse, "mcp", title="Model Context Protocol (HTTP)")
