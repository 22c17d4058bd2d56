"""The hosts of the evasion tests, and the policy that they are run under."""

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


def lead(world: World) -> World:
    """Make the origins that the vectors speak to."""
    world.origin("banned", names.BANNED, "deep." + names.BANNED)
    world.origin("governed", names.GOVERNED)
    world.origin("allowed", names.ALLOWED)
    world.origin("unlisted", names.UNLISTED)
    world.origin("address", names.TEST_NET, names.TEST_NET6)
    world.origin("hub", "huggingface.co")
    return world
