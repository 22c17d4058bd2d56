"""chatgpt.com: delta patches in events. Source: gpt4free OpenaiChat.py, chat2api (2026-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..openai import responses
from ..vendor import Vendor, event, json_answer, sse, streamed, words


def conversation(request: Request, gates: Gates, _host: str) -> Answer:
    first, *others = words(request)
    patch = {"p": "/message/content/parts/0", "o": "append", "v": first}
    return streamed(request, gates, [*sse(patch, *({"v": word} for word in others)), event("[DONE]")])


def prepare(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"status": "ok", "conduit_token": "made-up"})


def files(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"status": "success", "upload_url": "https://storage.example/x", "file_id": "file-1"})


VENDOR = Vendor(
    "chatgpt",
    ("chatgpt.com",),
    (
        ("POST", "/backend-(?:api|anon)/(?:f/)?conversation", conversation),
        ("POST", "/backend-api/f/conversation/prepare", prepare),
        ("POST", "/backend-api/files", files),
        ("POST", "/backend-api/codex/responses", responses),
    ),
)
