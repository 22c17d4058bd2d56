"""chat.qwen.ai: OpenAI's chunks with a phase. Source: gpt4free Qwen.py (2026-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, json_answer, sse, streamed, words


def completions(request: Request, gates: Gates, _host: str) -> Answer:
    deltas = [
        {"choices": [{"delta": {"role": "assistant", "content": word, "phase": "answer", "status": "typing"}}]}
        for word in words(request)
    ]
    end = {"choices": [{"delta": {"content": "", "phase": "answer", "status": "finished"}}]}
    created = {"response.created": {"chat_id": "abc", "response_id": "r1"}}
    return streamed(request, gates, sse(created, *deltas, end))


def new(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"success": True, "data": {"id": "abc"}})


VENDOR = Vendor(
    "qwen",
    ("chat.qwen.ai",),
    (("POST", "/api/v2/chat/completions", completions), ("POST", "/api/v2/chats/new", new)),
)
