"""Bedrock runtime: converse and invoke, whole or as event stream messages. Source: Bedrock runtime API reference."""

from __future__ import annotations

import base64

from ..answers import Answer
from ..seen import Gates, Request
from . import eventstream
from .anthropic import messages
from .vendor import Vendor, compact, json_answer, streamed, words

_USAGE = {"inputTokens": 3, "outputTokens": 3, "totalTokens": 6}


def converse(request: Request, _gates: Gates, _host: str) -> Answer:
    message = {"role": "assistant", "content": [{"text": "".join(words(request))}]}
    return json_answer(
        {"output": {"message": message}, "stopReason": "end_turn", "usage": _USAGE, "metrics": {"latencyMs": 1}}
    )


def converse_stream(request: Request, gates: Gates, _host: str) -> Answer:
    deltas = [("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}}) for word in words(request)]
    events: list[tuple[str, dict[str, object]]] = [
        ("messageStart", {"role": "assistant"}),
        *deltas,
        ("contentBlockStop", {"contentBlockIndex": 0}),
        ("messageStop", {"stopReason": "end_turn"}),
        ("metadata", {"usage": _USAGE, "metrics": {"latencyMs": 1}}),
    ]
    pieces = [eventstream.message(name, compact(value)) for name, value in events]
    return streamed(request, gates, pieces, eventstream.KIND)


def invoke_stream(request: Request, gates: Gates, _host: str) -> Answer:
    """The model's own chunks in base64; here those of Anthropic's models."""
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
        for word in words(request)
    ]
    chunks = [{"type": "message_start", "message": {"role": "assistant", "content": []}}, *deltas]
    pieces = [
        eventstream.message("chunk", compact({"bytes": base64.b64encode(compact(chunk)).decode()})) for chunk in chunks
    ]
    return streamed(request, gates, pieces, eventstream.KIND)


_MODEL = "/model/[^/]+/"
VENDOR = Vendor(
    "bedrock",
    ("bedrock-runtime.us-east-1.amazonaws.com",),
    (
        ("POST", _MODEL + "converse", converse),
        ("POST", _MODEL + "converse-stream", converse_stream),
        ("POST", _MODEL + "invoke", messages),
        ("POST", _MODEL + "invoke-with-response-stream", invoke_stream),
    ),
)
