"""The hosts of the evasion tests, and the policies that they are run under."""

from __future__ import annotations

from ..e2e.harness import names
from ..e2e.harness.world import World

POLICY = """\
policy: evasion
description: One banned service, one forbidden family of models, and the weights of one maker.
owner: tests@example.org
ban:
  - deepseek
  - model: "forbidden-*"
    reason: A model that the tests forbid.
rules:
  - id: weights
    match: {artifact: {kind: weights, name: "*deepseek*"}}
    action: block
    reason: Weights that the tests forbid.
"""

# For what is said, wherever: the connections are all read, and a body of more than 4 MB waits on disk.
CONTENT = """\
policy: content
description: Words that the tests forbid, and models.
owner: tests@example.org
detectors:
  - id: custom.canary
    regex: 'k-[0-9a-f]{30}'
    hits: [k-0123456789abcdef0123456789abcd]
    misses: [h-0123456789abcdef0123456789abcd, k-0123]
  - {id: custom.number, regex: '70[0-9]{14}', hits: ["7012345678901234"], misses: ["7112345678901234"]}
rules:
  - id: models
    match: {host: www.unlisted.example, model: "forbidden-*"}
    action: block
    reason: A model that the tests forbid.
  - id: canary
    match: {content: {detector: "custom.*", min_confidence: 0.8}}
    action: block
    reason: A word that the tests forbid.
  - id: dns
    match: {url: ["/dns-query", "/dns-query/*"]}
    action: block
    reason: Names are looked up elsewhere.
"""
# What CONTENT looks for, as one expression.
WORD = "k-[0-9a-f]{30}|70[0-9]{14}"
CONTENT_PACKS = ("encrypted-dns",)
CONTENT_CONFIG = {"workers": 2, "inspect": "all", "limits": {"memory_body": 4_000_000, "min_free": 0}}
RESOLVERS = ("dns.google", "cloudflare-dns.com", "chrome.cloudflare-dns.com", "dns.quad9.net", "9.9.9.9")


def lead(world: World) -> World:
    """Make the origins that the vectors speak to."""
    world.origin("banned", names.BANNED, "deep." + names.BANNED)
    world.origin("governed", names.GOVERNED)
    world.origin("allowed", names.ALLOWED)
    world.origin("unlisted", names.UNLISTED)
    world.origin("address", names.TEST_NET, names.TEST_NET6)
    world.origin("hub", "huggingface.co")
    world.origin("resolver", *RESOLVERS)
    return world
