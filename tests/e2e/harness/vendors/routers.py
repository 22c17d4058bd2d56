"""Gateways to many makers' models, in OpenAI's shape: OpenRouter, Hugging Face. Source: their API references."""

from __future__ import annotations

from ..answers import Answer
from ..seen import Gates, Request
from .openai import chat, embeddings
from .vendor import Vendor, json_answer, words


def _task(request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer([{"generated_text": "".join(words(request))}])


OPENROUTER = Vendor(
    "openrouter",
    ("openrouter.ai",),
    (("POST", "/api/v1/chat/completions", chat), ("POST", "/api/v1/embeddings", embeddings)),
)
HUGGINGFACE = Vendor(
    "huggingface",
    ("router.huggingface.co",),
    (("POST", "/v1/chat/completions", chat), ("POST", "/hf-inference/models/[^/]+/[^/]+", _task)),
)
