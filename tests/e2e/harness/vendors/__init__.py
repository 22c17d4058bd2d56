"""Origins that speak each vendor's shape and record what reached them, in one visible table."""

from __future__ import annotations

from . import anthropic, azure, bedrock, cohere, google, mcp, mistral, ollama, openai, routers
from .vendor import Vendor
from .web import chatgpt, claude, copilot, cursor, deepseek, gemini, github, grok, kimi, perplexity, poe, qwen

VENDORS: tuple[Vendor, ...] = (
    openai.VENDOR,
    azure.VENDOR,
    anthropic.VENDOR,
    google.GEMINI,
    google.VERTEX,
    bedrock.VENDOR,
    ollama.VENDOR,
    cohere.VENDOR,
    mistral.VENDOR,
    routers.OPENROUTER,
    routers.HUGGINGFACE,
    mcp.VENDOR,
    deepseek.VENDOR,
    chatgpt.VENDOR,
    claude.VENDOR,
    gemini.VENDOR,
    copilot.VENDOR,
    perplexity.VENDOR,
    grok.VENDOR,
    kimi.VENDOR,
    qwen.VENDOR,
    poe.VENDOR,
    cursor.VENDOR,
    github.VENDOR,
)
