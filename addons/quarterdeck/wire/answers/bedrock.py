"""AWS Bedrock: Converse, and the chunks of Invoke that hold each family's own JSON in base64.

Source: Bedrock runtime API reference. Events are padded by a member `p` that says nothing.
"""

from __future__ import annotations

import binascii
from typing import Any

from quarterdeck.wire.answers import generic, shape
from quarterdeck.wire.answers.said import ASSISTANT, TOOL, Said
from quarterdeck.wire.answers.value import loads

_DELTA = frozenset(("contentBlockDelta", "contentBlockStart"))
_SILENT = frozenset(("messageStart", "messageStop", "contentBlockStop", "metadata", "initial-response"))


def read(value: Any, name: str, said: Said) -> bool:
    """One event of a stream, named by its frame, or a whole answer."""
    if type(value) is not dict:
        return shape.read(value, name, said)
    if name == "chunk" or (type(value.get("bytes")) is str and value.keys() <= {"bytes", "p"}):
        return _chunk(value.get("bytes"), said)
    if name in _DELTA:
        _block(value, said)
        return True
    if name in _SILENT:
        return True
    # Nova sends the events of Converse as members of its own chunks.
    for member in _DELTA & value.keys():
        if type(value[member]) is dict:
            _block(value[member], said)
            return True
    if value.keys() & _SILENT:
        return True
    output = value.get("output")
    message = output.get("message") if type(output) is dict else None
    content = message.get("content") if type(message) is dict else None
    if type(content) is not list:
        return shape.read(value, name, said)
    for index, block in enumerate(content):
        role = TOOL if type(block) is dict and ("toolUse" in block or "toolResult" in block) else ASSISTANT
        said.all(block, f"/output/message/content/{index}", role)
    return True


def _chunk(data: Any, said: Said) -> bool:
    try:
        inner = loads(binascii.a2b_base64(data if type(data) is str else ""))
    except ValueError:
        said.opaque = "not-json"
        return True
    if type(inner) is dict:
        said.inside.append(inner)
    if type(inner) is not dict or "bytes" in inner or not read(inner, "", said):
        generic.read(inner, "", said)
    return True


def _block(value: dict[str, Any], said: Said) -> None:
    index = value.get("contentBlockIndex")
    base = f"/output/message/content/{index if type(index) is int else 0}"
    for part in (value.get("delta"), value.get("start")):
        if type(part) is dict:
            for name, item in part.items():
                said.all({name: item}, base, TOOL if name in ("toolUse", "toolResult") else ASSISTANT)
        else:
            said.all(part, base)
