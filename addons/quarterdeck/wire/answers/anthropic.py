"""Anthropic messages: blocks of content, whole or in deltas; and the completions before them.

Source: Anthropic API reference, streaming messages.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import ASSISTANT, TOOL, Said

_TYPES = frozenset(
    "message_start content_block_start content_block_delta content_block_stop message_delta message_stop ping "
    "message_limit".split()
)
_TOOLS = ("tool", "server_tool", "mcp_tool", "web_search_tool", "web_fetch_tool", "code_execution_tool", "bash_")
# Which member of a block a member of its deltas adds to.
_MEMBERS = {"text": "text", "thinking": "thinking", "partial_json": "input"}
# The last four are ids that claude.ai adds.
_MESSAGE = frozenset(
    "id type role model content stop_reason stop_sequence usage container context_management "
    "uuid parent_uuid trace_id request_id".split()
)


def read(value: Any, _: str, said: Said) -> bool:
    """One event, or the whole message."""
    if type(value) is not dict:
        return False
    kind = value.get("type")
    if kind == "content_block_delta":
        _delta(value, said)
    elif kind == "content_block_start":
        _block(value.get("content_block"), _index(value), said)
    elif kind == "message_start":
        _message(value.get("message"), said)
    elif kind == "message_stop":
        said.done = True
    elif kind == "message" or (type(value.get("content")) is list and value.get("role") == "assistant"):
        _message(value, said)
    elif type(completion := value.get("completion")) is str:
        said.add("/completion", completion)
        said.done = bool(value.get("stop_reason"))
    else:
        # What is not of this grammar, an error too, is somebody else's to read.
        return type(kind) is str and kind in _TYPES
    return True


def _message(message: Any, said: Said) -> None:
    if type(message) is not dict:
        said.all(message, "/message")
        return
    blocks = message.get("content")
    for index, block in enumerate(blocks) if type(blocks) is list else ():
        _block(block, index, said)
    if type(blocks) is str:
        said.add("/content", blocks)
    said.rest(message, _MESSAGE)


def _block(block: Any, index: int, said: Said) -> None:
    kind = block.get("type") if type(block) is dict else None
    role = TOOL if type(kind) is str and kind.startswith(_TOOLS) else ASSISTANT
    said.all(block, f"/content/{index}", role)


def _delta(value: dict[str, Any], said: Said) -> None:
    delta, base = value.get("delta"), f"/content/{_index(value)}"
    if type(delta) is not dict:
        said.all(delta, base)
        return
    for name, item in delta.items():
        if name != "type" and item:
            role = TOOL if name == "partial_json" else ASSISTANT
            if type(item) is str and name in _MEMBERS:
                said.add(f"{base}/{_MEMBERS[name]}", item, role)
            else:
                said.all({name: item}, base, role)


def _index(value: dict[str, Any]) -> int:
    index = value.get("index")
    return index if type(index) is int else 0
