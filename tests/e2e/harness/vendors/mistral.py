"""api.mistral.ai: OpenAI's chat shape, and completion between a prompt and a suffix. Source: docs.mistral.ai."""

from __future__ import annotations

from .openai import chat, embeddings
from .vendor import Vendor

VENDOR = Vendor(
    "mistral",
    ("api.mistral.ai",),
    (
        ("POST", "/v1/chat/completions", chat),
        ("POST", "/v1/fim/completions", chat),
        ("POST", "/v1/embeddings", embeddings),
    ),
)
