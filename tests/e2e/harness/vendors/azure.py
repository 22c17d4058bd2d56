"""Azure OpenAI: the deployment in the path answers. Source: Azure OpenAI REST reference (2024-10-21, v1)."""

from __future__ import annotations

from .openai import chat, embeddings, responses
from .vendor import Vendor

VENDOR = Vendor(
    "azure",
    ("fleet.openai.azure.com",),
    (
        ("POST", "/openai/deployments/[^/]+/chat/completions", chat),
        ("POST", "/openai/deployments/[^/]+/embeddings", embeddings),
        ("POST", "/openai/v1/chat/completions", chat),
        ("POST", "/openai/v1/responses", responses),
    ),
)
