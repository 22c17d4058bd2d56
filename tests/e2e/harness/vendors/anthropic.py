"""api.anthropic.com: messages and files. Source: anthropic-sdk-python."""

from __future__ import annotations

from typing import Any

from ..answers import Answer
from ..seen import Gates, Request
from .vendor import Vendor, asked, json_answer, sse, streamed, words


def messages(request: Request, gates: Gates, _host: str) -> Answer:
    """Messages, whole or as events."""
    said = asked(request)
    usage = {"input_tokens": 3, "output_tokens": 3}
    base: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": said.get("model", "m")}
    if not said.get("stream"):
        content = [{"type": "text", "text": "".join(words(request))}]
        end = {"stop_reason": "end_turn", "stop_sequence": None, "usage": usage}
        return json_answer(base | {"content": content} | end)
    return streamed(request, gates, message_events(base, words(request)))


def message_events(base: dict[str, Any], said: tuple[str, ...]) -> list[bytes]:
    """A streamed message."""
    usage = {"input_tokens": 3, "output_tokens": 1}
    start = base | {"content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}} for word in said
    ]
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    return sse(
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *deltas,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
        named=True,
    )


def files(request: Request, _gates: Gates, _host: str) -> Answer:
    stored = {"id": "file_1", "type": "file", "filename": "notes.txt", "mime_type": "text/plain"}
    return json_answer(stored | {"size_bytes": len(request.body), "created_at": "2026-01-01T00:00:00Z"})


VENDOR = Vendor(
    "anthropic",
    ("api.anthropic.com",),
    (("POST", "/v1/messages", messages), ("POST", "/v1/files", files)),
)
