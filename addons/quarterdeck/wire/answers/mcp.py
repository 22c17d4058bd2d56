"""MCP: results of tools, resources and prompts, descriptions of tools, and what a server asks of the client's model.

Source: modelcontextprotocol specification 2025-06-18. All of it is said by a server, not by a model.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import TOOL, Said

_ENVELOPE = frozenset(("jsonrpc", "id", "method", "_meta"))
_MAX_BATCH = 1000


def read(value: Any, name: str, said: Said) -> bool:
    """One message of JSON-RPC, or a batch of them. The first event of the older transport names an address."""
    if type(value) is list and value and len(value) <= _MAX_BATCH and all(map(_is_message, value)):
        for message in value:
            read(message, name, said)
        return True
    if not _is_message(value):
        return False
    said.complete = True
    for member, item in value.items():
        if member not in _ENVELOPE:
            said.all(item, f"/{member}", TOOL)
    return True


def _is_message(value: Any) -> bool:
    return type(value) is dict and "jsonrpc" in value
