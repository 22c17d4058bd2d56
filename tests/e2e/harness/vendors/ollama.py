"""Ollama's cloud: lines of JSON, and OpenAI's shape under /v1. Source: ollama docs/api.md."""

from __future__ import annotations

from ..answers import Answer
from ..seen import Gates, Request
from .openai import chat as openai_chat
from .vendor import NDJSON, Vendor, asked, json_answer, lines, streamed, words


def _said(request: Request, gates: Gates, key: str) -> Answer:
    base = {"model": asked(request).get("model", "m"), "created_at": "2026-01-01T00:00:00Z"}

    def one(text: str, done: bool) -> dict[str, object]:
        said: object = {"role": "assistant", "content": text} if key == "message" else text
        return base | {key: said, "done": done}

    if asked(request).get("stream") is False:
        return json_answer(one("".join(words(request)), True))
    return streamed(request, gates, lines(*(one(word, False) for word in words(request)), one("", True)), NDJSON)


def chat(request: Request, gates: Gates, _host: str) -> Answer:
    return _said(request, gates, "message")


def generate(request: Request, gates: Gates, _host: str) -> Answer:
    return _said(request, gates, "response")


def embed(request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"model": asked(request).get("model"), "embeddings": [[0.5, -0.5]]})


VENDOR = Vendor(
    "ollama",
    ("ollama.com",),
    (
        ("POST", "/api/chat", chat),
        ("POST", "/api/generate", generate),
        ("POST", "/api/embed", embed),
        ("POST", "/v1/chat/completions", openai_chat),
    ),
)
