"""The policy and the hosts that most end-to-end tests share, so that one proxy serves them all."""

from __future__ import annotations

from .names import BANNED, GOVERNED, TEST_NET, TEST_NET6, UNLISTED
from .world import BAD_TLS, World, bad_tls

GATEWAY = "openrouter.ai"
# Of several tenants, so that it is left alone unless the settings say otherwise.
SHARED = "turn.livekit.cloud"
PACKS = ("deepseek-ban",)
RULES = """\
policy: e2e
description: What the end-to-end tests need beside the DeepSeek ban.
owner: security@example.org
references: ["Order 66 of 2025"]
ban:
  - domain: banned.example
    reason: The tests ban this domain.
    suggest: [openai-api]
  - model: "forbidden-*"
    reason: The tests forbid this model.
rules:
  - id: look-inside
    match: {host: [governed.example, badtls.example, api.openai.com, api.anthropic.com], model: "forbidden-*"}
    action: block
    reason: The tests forbid this model here.
"""

AI = (
    "api.openai.com",
    "api.anthropic.com",
    GATEWAY,
    GOVERNED,
    "api.deepseek.com",
    "bedrock-runtime.us-east-1.amazonaws.com",
    "generativelanguage.googleapis.com",
    "ollama.com",
    "copilot.microsoft.com",
)
HUBS = (
    "huggingface.co",
    "hf-mirror.com",
    "registry.ollama.ai",
    "pypi.org",
    "files.pythonhosted.org",
    "registry.npmjs.org",
)
PLAIN = ("governed.example", "h1.governed.example", SHARED)


def lead(world: World) -> World:
    """Make the origins and the names that the shared policy is about."""
    world.origin("banned", BANNED, "www.banned.example")
    world.origin("ai", *AI)
    world.origin("hub", *HUBS)
    world.origin("plain", *PLAIN)
    world.origin("unlisted", UNLISTED, "h1.unlisted.example", "bank.example")
    world.origin("address", TEST_NET, TEST_NET6)
    world.origin("badtls", *(bad_tls(kind) for kind in BAD_TLS))
    return world
