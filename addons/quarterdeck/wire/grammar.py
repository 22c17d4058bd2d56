"""Which error grammar a caller understands where no wire format was recognized: by headers, path, service."""

from __future__ import annotations

import re

from quarterdeck.model.exchange import Headers
from quarterdeck.model.service import Service

GENERIC = "generic"

_HEADERS = {
    "anthropic-version": "anthropic",
    "x-goog-api-key": "google",
    "x-goog-api-client": "google",
    "x-amz-date": "aws",
    "mcp-protocol-version": "mcp",
    "mcp-session-id": "mcp",
    "mcp-method": "mcp",
}
_PATHS = (
    (re.compile(r"^/v2(?:$|/_catalog|/token|/.+/(?:manifests|blobs|tags|referrers)/)"), "oci"),
    (re.compile(r"/resolve/|^/api/(?:models|datasets|spaces)/|\.git/info/|/xet-(?:read|write)-token/"), "hub"),
    (re.compile(r"^/(?:simple|pypi)/|\.whl$|\.tar\.gz$"), "text"),
    (re.compile(r"^/(?:@[^/]+/)?[^/]+/-/.+\.tgz$"), "npm"),
    (re.compile(r"/chat/completions$|/embeddings$|/responses$|/v1/models(?:/|$)"), "openai"),
    (re.compile(r"/v1/messages(?:/|$)"), "anthropic"),
    (re.compile(r":(?:stream)?generatecontent$"), "google"),
    (re.compile(r"^/api/(?:chat|generate|embed|pull|push|tags|show|ps|version)$"), "ollama"),
)
# Services by the family of their ids.
_FAMILIES = {
    "openai": "openai",
    "azure": "openai",
    "anthropic": "anthropic",
    "claude": "anthropic",
    "google": "google",
    "gemini": "google",
    "amazon": "aws",
    "ollama": "oci",
    "cohere": "cohere",
    "huggingface": "hub",
    "npm": "npm",
    "pypi": "text",
    "deepl": "message",
}
_CATEGORIES = {"llm-api": "openai", "inference": "openai", "gateway": "openai", "cloud-ai": "openai"}
_WEB = {"openai-chatgpt": "detail", "deepseek-web": "deepseek-web", "perplexity": "detail"}


def choose(known: str | None, service: Service | None, headers: Headers, path: str) -> str:
    """The grammar of the format recognized, or the likeliest one."""
    if known is not None and known != GENERIC:
        return known
    for key, _ in headers:
        if key in _HEADERS:
            return _HEADERS[key]
    folded = path.lower().rstrip("/") or "/"
    for shape, grammar in _PATHS:
        if shape.search(folded):
            return grammar
    if service is None:
        return GENERIC
    family = service.id.partition("-")[0]
    return _WEB.get(service.id) or _FAMILIES.get(family) or _CATEGORIES.get(service.category, GENERIC)
